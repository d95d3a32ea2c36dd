// SPDX-License-Identifier: Apache-2.0

import Pipeline

/// Two answers of providers, with a line of `%%` between them, as the judge reads them.
struct JudgeTarget: FuzzTarget {
    static let name = "judge"
    static let grammar = Grammar.text
    static let tokens = [
        "\n%%\n", "yes", "No, ", "1.5", "don’t", "git-reset", " ", "\t", "é", "e\u{301}", "漢字", "🙂", "\u{200B}", "...",
        "**",
        "42", "1,000", "--", "İ", "ß",
    ]

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let (one, other) = TextPair.split(input)
        let areSame = WordingJudge.areSame(one, other)
        try Violation.unless(WordingJudge.areSame(other, one) == areSame, "the order of two answers does not matter")
        for text in [one, other] {
            try Violation.unless(WordingJudge.areSame(text, text), "an answer is the same as itself")
            // A mark at the front would join a space, but no line's end.
            try Violation.unless(
                WordingJudge.areSame(text, "\n\(text)\n"), "empty lines around an answer change nothing")
        }
        summary.add(areSame)
        summary.add(magnitude: one.utf8.count)
        summary.add(magnitude: other.utf8.count)
        return summary
    }
}
