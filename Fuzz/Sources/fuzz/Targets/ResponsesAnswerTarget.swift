// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// Whole answers of the responses format.
struct ResponsesAnswerTarget: FuzzTarget {
    static let name = "answer-responses"
    static let grammar = Grammar.json
    static let tokens = AnswerWords.responses

    private var tape = JSONTape()
    private var rules = TranslatedAnswerRules()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        guard let facts = AnswerInspector.facts(input.span, format: .openAIResponses, tape: &tape) else {
            return summary
        }
        summary.add(facts.isWhole)
        summary.add(facts.hasContent)
        summary.add(facts.hasUsage)
        summary.add(facts.failed)
        try rules.check(json: input, .openAIResponses, &summary)
        return summary
    }
}
