// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Streamed answers of chat completions.
struct ChatStreamTarget: FuzzTarget {
    static let name = "stream-chat"
    static let grammar = Grammar.events
    static let tokens = AnswerWords.chat + StreamRules.tokens

    private var rules = StreamRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        try rules.check(input, .openAIChat)
    }
}
