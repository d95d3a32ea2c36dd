// SPDX-License-Identifier: Apache-2.0

import Pipeline

/// Takes the word before a question's colon for its meaning: "refund: how?" and "refund: and how?" mean the same.
struct TopicVerifier: QuestionVerifier {
    struct Prepared: PreparedQuestion {
        let canonical: String
        var outsideWords: String?
        var size: Int { canonical.utf8.count }
        mutating func attach(_ vectors: QuestionVectors) {}
    }

    let threshold = 0.9
    /// The probability for questions of one topic.
    var sure = 0.9999

    func prepare(_ question: String) -> any PreparedQuestion {
        let outside = ["today", "this error"].first { question.contains($0) }
        return Prepared(canonical: question, outsideWords: outside)
    }

    func compare(_ one: any PreparedQuestion, _ other: any PreparedQuestion) -> QuestionVerdict {
        let (one, other) = (one.canonical, other.canonical)
        func digits(_ text: String) -> String { text.filter(\.isNumber) }
        let vetoes =
            digits(one) == digits(other)
            ? [] : [QuestionVerdict.Veto("number", evidence: [digits(one), digits(other)])]
        return QuestionVerdict(probability: Self.topic(one) == Self.topic(other) ? sure : 0.02, vetoes: vetoes)
    }

    static func topic(_ text: String) -> Substring { text.prefix { $0 != ":" } }
}
