// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Streamed answers of the responses format.
struct ResponsesStreamTarget: FuzzTarget {
    static let name = "stream-responses"
    static let grammar = Grammar.events
    static let tokens = AnswerWords.responses + StreamRules.tokens

    private var rules = StreamRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        try rules.check(input, .openAIResponses)
    }
}
