// SPDX-License-Identifier: Apache-2.0

/// A word of a prepared text: what it is compared by, what it is for, and where it stands in the text that is encoded.
struct Word: Sendable, Equatable {
    /// The spelling that it is compared by: lower case, short forms and spellings led to one.
    var text: String
    /// The spelling that is encoded and shown: lower case, as written.
    var spelled: String
    /// As written; differs from `spelled` in case only.
    var exact: String
    var stem = ""
    var classes: WordClass = []
    /// Which of the lists hold `text`.
    var notes: WordNotes = []
    /// Number in WordNet of the dictionary form, -1 if unknown.
    var lemma: Int32 = -1
    /// How telling it is: 0 for words of grammar, up to 1 for words that WordNet's texts never use.
    var weight: Float = 0
    /// Number of the quotation that it stands in, 0 outside.
    var quote = 0
    /// Where it stands in the encoded text, in UTF-8 bytes.
    var range: Range<Int> = 0..<0
    /// Part of a frame ("how do i"), not of what is asked.
    var isFrame = false
    /// A number that is written as one word, such as "two", which may count what the text names anyway.
    var isNumberWord = false
    var introduces = false
    var isFenced = false
    /// Group of hand-written synonyms, by number; nil for none.
    var synonyms: [UInt16] = []
    /// Kind of name ("database"), 0 for none.
    var nameKind: UInt8 = 0

    /// The memory that it takes, in bytes, nearly: spellings of more than 15 bytes lie outside of it.
    var size: Int {
        [text, spelled, exact, stem].reduce(MemoryLayout<Word>.stride + 48) {
            $0 + ($1.utf8.count > 15 ? $1.utf8.count + 32 : 0)
        }
    }

    /// Whether it says what the question is about.
    var isContent: Bool { !isFrame && classes.isDisjoint(with: [.function, .light]) }
}
