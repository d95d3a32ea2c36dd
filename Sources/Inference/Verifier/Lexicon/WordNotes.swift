// SPDX-License-Identifier: Apache-2.0

/// Which of the lists hold a word, so that one look tells which need not be asked.
struct WordNotes: OptionSet, Sendable, Hashable {
    let rawValue: UInt32

    static let contraction = WordNotes(rawValue: 1 << 0)
    static let spelling = WordNotes(rawValue: 1 << 1)
    static let classed = WordNotes(rawValue: 1 << 2)
    static let named = WordNotes(rawValue: 1 << 3)
    /// "two", "thousand".
    static let count = WordNotes(rawValue: 1 << 4)
    /// Any word that a number may begin with: also "fourth", "half", "a".
    static let numberStart = WordNotes(rawValue: 1 << 5)
    /// First word of something that is one word to us.
    static let phrase = WordNotes(rawValue: 1 << 6)
    /// First word of politeness.
    static let filler = WordNotes(rawValue: 1 << 7)
    /// First word of a question's frame.
    static let frame = WordNotes(rawValue: 1 << 8)
    static let tone = WordNotes(rawValue: 1 << 9)
    static let form = WordNotes(rawValue: 1 << 10)
    /// A word of direction or order.
    static let marker = WordNotes(rawValue: 1 << 11)
    /// A word of grammar that tells a language.
    static let grammar = WordNotes(rawValue: 1 << 12)
    /// May point outside the prompt.
    static let pointer = WordNotes(rawValue: 1 << 13)
    static let pronoun = WordNotes(rawValue: 1 << 14)
    static let followUp = WordNotes(rawValue: 1 << 15)
}
