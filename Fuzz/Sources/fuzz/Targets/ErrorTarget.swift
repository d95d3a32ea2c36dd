// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// What providers say when they refuse.
struct ErrorTarget: FuzzTarget {
    static let name = "errors"
    static let grammar = Grammar.json
    static let tokens = [
        "error", "message", "type", "code", "status", "param", "request_id", "details", "detail", "reason",
        "invalid_request_error", "rate_limit_error", "overloaded_error", "RESOURCE_EXHAUSTED", "UNAVAILABLE",
        "context_length_exceeded", "insufficient_quota", "@type", "retryDelay",
    ]

    private var tape = JSONTape()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        var random = SeededNumbers(from: input)
        let status = [400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529][random.below(12)]
        for format in [WireFormat.openAIChat, .openAIResponses, .anthropicMessages, .gemini] {
            guard let error = ErrorReader.read(input.span, format, status: status, tape: &tape) else {
                summary.add(1)
                continue
            }
            try Violation.unless(error.status == status, "a refusal keeps the provider's status")
            try Violation.unless(!error.code.isEmpty, "a refusal has a code")
            summary.add(error.code)
            for client in WireFormat.allCases {
                let body = ErrorBody.json(error, format: client, requestID: "r-1")
                do { try tape.scan(body.span) } catch { throw Violation(rule: "an error body is JSON: \(error)") }
            }
        }
        return summary
    }
}
