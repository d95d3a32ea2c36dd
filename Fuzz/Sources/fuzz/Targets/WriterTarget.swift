// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// What the gateway writes: errors with any words in them must be readable.
struct WriterTarget: FuzzTarget {
    static let name = "writers"
    static let grammar = Grammar.text
    static let tokens = [
        "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{2028}", "é", "😀", "</script>", "data: ",
    ]

    private var tape = JSONTape()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        var random = SeededNumbers(from: input)
        let message = String(decoding: input, as: UTF8.self)
        let kinds: [GatewayError.Kind] = [
            .invalidRequest, .authentication, .permission, .notFound, .tooLarge, .rateLimit, .timeout, .overloaded,
            .upstream, .unavailable,
        ]
        let kind = random.below(kinds.count)
        let error = GatewayError(status: 400, kind: kinds[kind], code: "some_code", message: message)
        for format in WireFormat.allCases {
            let body = ErrorBody.json(error, format: format, requestID: "r-1")
            do { try tape.scan(body.span) } catch { throw Violation(rule: "an error body is JSON: \(error)") }
            let owner = tape.member("error", of: tape.root, in: body.span).flatMap { format == .native ? nil : $0 }
            let text = tape.member("message", of: owner ?? tape.root, in: body.span)
            try Violation.unless(
                text.flatMap { tape.string(at: $0, in: body.span) } == message, "an error's message arrives as it was")
            let event = ErrorBody.event(error, format: format, requestID: "r-1")
            var splitter = SSESplitter()
            var count = 0
            while let found = splitter.next(in: event.span) {
                count += 1
                guard let data = found.data, found.moreData.isEmpty else {
                    throw Violation(rule: "an event has one data line")
                }
                do { try tape.scan(event.span.extracting(data)) } catch {
                    throw Violation(rule: "an error event is JSON: \(error)")
                }
            }
            // Responses tell a failure in more than one.
            try Violation.unless(
                splitter.incompleteStart == event.count && (count == 1 || format == .openAIResponses && count > 1),
                "an error event is one event")
            summary.add(magnitude: body.count)
        }
        summary.add(kind)
        return summary
    }
}
