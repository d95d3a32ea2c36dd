// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// Request bodies of the native surface, and what becomes of them on the way to a provider.
struct NativeRequestTarget: FuzzTarget {
    static let name = "request-native"
    static let grammar = Grammar.json
    static let tokens = RequestWords.all

    private var rules = RequestRules()
    private var tape = JSONTape()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        guard let reading = try rules.check(input, .native, &summary) else { return summary }
        for format in [WireFormat.openAIChat, .anthropicMessages] {
            let body: [UInt8]
            do {
                body = try NativeRequest.translated(input.span, reading, model: "m", to: format)
            } catch {
                throw Violation(rule: "what was read can be translated: \(error.message)")
            }
            do { try tape.scan(body.span) } catch { throw Violation(rule: "a translated request is JSON: \(error)") }
            guard let messages = tape.member("messages", of: tape.root, in: body.span) else {
                throw Violation(rule: "a translated request has messages")
            }
            try Violation.unless(tape.nodes[messages].kind == .array, "a translated request has a list of messages")
            if format == .anthropicMessages {
                try Violation.unless(
                    tape.member("max_tokens", of: tape.root, in: body.span) != nil, "messages always have a limit")
            }
            summary.add(magnitude: tape.nodes.count)
        }
        return summary
    }
}
