// SPDX-License-Identifier: Apache-2.0

import Conversation
import Providers
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
        let words = ErrorWords.read(input.span, tape: &tape)
        for word in [words.type, words.code, words.status, words.reason] {
            try Violation.unless((word?.utf8.count ?? 0) <= ErrorWords.longestWord, "a word is no longer than a word")
        }
        for told in [200, status] { summary.add(FailureClass.of(status: told, words: words).rawValue) }
        try checkReset(input, &random)
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

    /// What header lines say of the time until a provider takes requests again, whatever stands in them.
    private func checkReset(_ input: [UInt8], _ random: inout SeededNumbers) throws(Violation) {
        let names = [
            "retry-after-ms", "retry-after", "x-ratelimit-reset", "x-ratelimit-reset-requests",
            "anthropic-ratelimit-tokens-reset",
        ]
        let name = names[random.below(names.count)]
        let text = String(decoding: input.prefix(200), as: UTF8.self)
        let wait = RateLimitReset.milliseconds(wallSeconds: 1_800_000_000) { header in
            header == name ? text : header.contains("remaining") ? "0" : nil
        }
        let isBounded = wait.map { (0...RateLimitReset.longest).contains($0) } ?? true
        try Violation.unless(isBounded, "a wait is between nothing and a day")
    }
}
