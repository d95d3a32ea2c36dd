// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Request bodies of the messages surface.
struct MessagesRequestTarget: FuzzTarget {
    static let name = "request-messages"
    static let grammar = Grammar.json
    static let tokens = RequestWords.all

    private var rules = RequestRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        _ = try rules.check(input, .messages, &summary)
        return summary
    }
}
