// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Streamed answers of messages.
struct MessagesStreamTarget: FuzzTarget {
    static let name = "stream-messages"
    static let grammar = Grammar.events
    static let tokens = AnswerWords.messages + StreamRules.tokens

    private var rules = StreamRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        try rules.check(input, .anthropicMessages)
    }
}
