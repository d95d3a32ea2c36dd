// SPDX-License-Identifier: Apache-2.0

import Verifier

/// Two prompts, each on a line of its own or more, with a line of `%%` between them.
struct VerifierTarget: FuzzTarget {
    static let name = "verifier"
    static let grammar = Grammar.text
    static let tokens = [
        "\n%%\n", "how do i ", "what is the difference between ", "please ", "not ", "don't ", "'s ", "\"", "“", "'",
        "`",
        "```", "/etc/hosts", "--force", "user_id", "getUser()", "https://example.org/a?b=c", "1,000", "3.11", "v2",
        "10:30",
        "5pm", "2 GB", "350°F", "€", "two hundred", "half an hour", "python3", "k8s", "C++", "from ", "to ", "before ",
        "instead of ", "this file", "above", "today", "all ", "only ", "in Spanish", "as a table", "é", "e\u{301}",
        "漢字",
        "🙂", "\u{200B}", "\u{FEFF}", "…", "–", "\n- ", "**", "w/o", "e.g.", "p.m.",
    ]

    /// What may be kept of a text, in bytes.
    private static let mostKept = 256 << 10

    private let verifier: Verifier?

    init() {
        verifier = try? Verifier()
    }

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        guard let verifier else { throw Violation(rule: "the embedded tables are whole") }
        var summary = Summary()
        let (first, second) = TextPair.split(input)
        let (one, other) = (verifier.prepare(first), verifier.prepare(second))
        for (text, prepared) in [(first, one), (second, other)] {
            try Violation.unless(verifier.prepare(text) == prepared, "a text is read the same each time")
            try Violation.unless(prepared.size <= Self.mostKept, "what is kept of a text is bounded")
            let again = verifier.compare(prepared, prepared)
            try Violation.unless(again.isEqual && again.probability == 1, "a text is equal to itself")
            try Violation.unless(
                again.isSame == !prepared.isDeictic, "a text that stands by itself is the same as itself")
            let spaced = verifier.compare(prepared, verifier.prepare("  \(text) \t"))
            try Violation.unless(spaced.isEqual, "space around a text changes nothing")
        }
        let (forth, back) = (verifier.compare(one, other), verifier.compare(other, one))
        try Violation.unless((0...1).contains(forth.probability), "a probability is one")
        try Violation.unless(
            forth.probability == back.probability && forth.isSame == back.isSame && forth.isEqual == back.isEqual
                && forth.vetoes.map(\.veto) == back.vetoes.map(\.veto), "the order of two texts does not matter")
        let (values, vetoes) = verifier.features(one, other)
        try Violation.unless(values.allSatisfy { $0.isFinite }, "features are finite")
        try Violation.unless(vetoes.isEmpty || !forth.isSame, "a veto is final")
        for veto in forth.vetoes { summary.add(veto.veto.rawValue) }
        summary.add(forth.isEqual)
        summary.add(one.isWhole)
        summary.add(forth.differences.count)
        return summary
    }
}
