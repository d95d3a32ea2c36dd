// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// Whole answers of messages.
struct MessagesAnswerTarget: FuzzTarget {
    static let name = "answer-messages"
    static let grammar = Grammar.json
    static let tokens = AnswerWords.messages

    private var tape = JSONTape()
    private var rules = AnswerRules()
    private var translations = TranslatedAnswerRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        guard let facts = AnswerInspector.facts(input.span, format: .anthropicMessages, tape: &tape) else {
            return summary
        }
        summary.add(facts.isWhole)
        summary.add(facts.hasContent)
        summary.add(facts.hasUsage)
        summary.add(facts.failed)
        if let answer = AnswerCodec.decode(json: input.span, format: .anthropicMessages) {
            try rules.check(answer, isKept: facts.isKeepable, &summary)
        }
        try translations.check(json: input, .anthropicMessages, &summary)
        return summary
    }
}
