// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the answer of generateContent.
enum GeminiAnswerReader {
    /// The answer's steps; nil if it is none of this format.
    static func read(_ body: Span<UInt8>, _ tape: JSONTape) -> [AnswerEvent]? {
        guard tape.nodes[tape.root].kind == .object, tape.member("error", of: tape.root, in: body) == nil,
            tape.member("candidates", of: tape.root, in: body) != nil
                || GeminiFields.member("promptFeedback", "prompt_feedback", of: tape.root, tape, body) != nil
        else { return nil }
        var reader = GeminiEventReader(isWholeAnswer: true)
        var events: [AnswerEvent] = []
        guard reader.read(body, tape, into: &events) else { return nil }
        reader.finish(into: &events)
        return events.last == .end ? events : nil
    }
}
