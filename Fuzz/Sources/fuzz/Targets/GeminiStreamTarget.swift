// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Streamed answers of the gemini format.
struct GeminiStreamTarget: FuzzTarget {
    static let name = "stream-gemini"
    static let grammar = Grammar.events
    static let tokens = AnswerWords.gemini + StreamRules.tokens

    private var rules = StreamRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        try rules.check(input, .gemini)
    }
}
