// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Request bodies of the gemini surface.
struct GeminiRequestTarget: FuzzTarget {
    static let name = "request-gemini"
    static let grammar = Grammar.json
    static let tokens = RequestWords.all + RequestWords.gemini

    private var rules = RequestRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        _ = try rules.check(input, .gemini, &summary)
        return summary
    }
}
