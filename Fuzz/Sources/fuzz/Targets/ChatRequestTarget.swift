// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Request bodies of the chat completions surface.
struct ChatRequestTarget: FuzzTarget {
    static let name = "request-chat"
    static let grammar = Grammar.json
    static let tokens = RequestWords.all

    private var rules = RequestRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        _ = try rules.check(input, .chatCompletions, &summary)
        return summary
    }
}
