// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Request bodies of the responses surface.
struct ResponsesRequestTarget: FuzzTarget {
    static let name = "request-responses"
    static let grammar = Grammar.json
    static let tokens = RequestWords.all + RequestWords.responses

    private var rules = RequestRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        _ = try rules.check(input, .responses, &summary)
        return summary
    }
}
