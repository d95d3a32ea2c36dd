// SPDX-License-Identifier: Apache-2.0

/// What a word is for, as far as lists tell.
struct WordClass: OptionSet, Sendable, Hashable {
    let rawValue: UInt32

    /// Articles, pronouns, auxiliaries: carries grammar, little meaning.
    static let function = WordClass(rawValue: 1 << 0)
    /// "way", "thing", "get", "need": content words that nearly every question may have.
    static let light = WordClass(rawValue: 1 << 1)
    /// Not, never, no.
    static let negation = WordClass(rawValue: 1 << 2)
    /// Fails, unable, avoid: negative in meaning, not in form.
    static let weakNegation = WordClass(rawValue: 1 << 3)
    static let modal = WordClass(rawValue: 1 << 4)
    static let interrogative = WordClass(rawValue: 1 << 5)
    static let pronoun = WordClass(rawValue: 1 << 6)
    static let auxiliary = WordClass(rawValue: 1 << 7)
    static let preposition = WordClass(rawValue: 1 << 8)
    /// If, when, unless: what follows is a condition.
    static let condition = WordClass(rawValue: 1 << 9)
    /// All, only, first, at least: changes how far the answer goes.
    static let scope = WordClass(rawValue: 1 << 10)
    /// Table, JSON, paragraph: the form that is asked for.
    static let format = WordClass(rawValue: 1 << 11)
    /// A product, language, system, company by our own list.
    static let name = WordClass(rawValue: 1 << 12)
    /// A place or person by WordNet.
    static let instance = WordClass(rawValue: 1 << 13)
    static let unit = WordClass(rawValue: 1 << 14)
    static let number = WordClass(rawValue: 1 << 15)
    static let code = WordClass(rawValue: 1 << 16)
    static let quoted = WordClass(rawValue: 1 << 17)
    static let symbol = WordClass(rawValue: 1 << 18)
    /// A month, a weekday.
    static let calendar = WordClass(rawValue: 1 << 19)
    /// A human language.
    static let language = WordClass(rawValue: 1 << 20)
    /// WordNet does not know it.
    static let unknown = WordClass(rawValue: 1 << 21)
    /// Best, fastest, newest: a degree.
    static let superlative = WordClass(rawValue: 1 << 22)
    /// And, or.
    static let conjunction = WordClass(rawValue: 1 << 23)
    /// A verb by WordNet.
    static let verb = WordClass(rawValue: 1 << 24)
    static let noun = WordClass(rawValue: 1 << 25)
    static let adjective = WordClass(rawValue: 1 << 26)
}
