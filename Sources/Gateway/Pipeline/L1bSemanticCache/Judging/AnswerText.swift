// SPDX-License-Identifier: Apache-2.0

/// How answers are brought to a form in which equal ones are equal.
enum AnswerText {
    /// Whether two answers are the same but for white space, emphasis, quotes and punctuation at the ends of words.
    static func areEqual(_ one: String, _ other: String) -> Bool {
        one == other || words(one) == words(other)
    }

    /// The words as they are written, less what only frames them.
    static func words(_ text: String) -> [Substring] {
        text.split { $0.isWhitespace }.compactMap { word in
            let word = trimmed(word)
            return word.isEmpty ? nil : word
        }
    }

    private static func trimmed(_ word: Substring) -> Substring {
        var word = word
        // A mark in front may be code, as in `!ready` and `-v`; one behind ends a sentence.
        while let first = word.first, quotes.contains(first) { word.removeFirst() }
        while let last = word.last, quotes.contains(last) || ends.contains(last) { word.removeLast() }
        return word
    }

    private static let quotes: Set<Character> = ["*", "_", "\"", "'", "`", "’", "‘", "“", "”"]
    private static let ends: Set<Character> = [".", ",", ";", ":", "!", "?", "…"]
}
