// SPDX-License-Identifier: Apache-2.0

/// Looks at a whole answer of generateContent.
enum GeminiAnswerFacts {
    static func facts(_ body: Span<UInt8>, _ tape: JSONTape) -> AnswerFacts {
        var stream = GeminiStreamFacts()
        stream.look(body, tape)
        return stream.facts
    }
}
