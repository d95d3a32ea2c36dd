// SPDX-License-Identifier: Apache-2.0

/// Leads the inflected and derived forms of an English word to one stem, by suffix rules in the manner of Porter (1980).
///
/// The stem is a key for comparing, not a word: "installing", "installation" and "install" share one.
struct Stemmer {
    private var word: [UInt8]

    /// The stem of a lower-case word; words with other letters than a to z are their own stem.
    static func stem(_ text: String) -> String {
        let utf8 = text.utf8
        guard utf8.count > 2, utf8.count <= 40, utf8.allSatisfy({ $0.isASCIILower }) else { return text }
        var stemmer = Stemmer(word: Array(utf8))
        stemmer.removeInflection()
        stemmer.removeDerivation()
        stemmer.tidyEnd()
        return String(decoding: stemmer.word, as: UTF8.self)
    }

    private init(word: [UInt8]) {
        self.word = word
    }

    private func isConsonant(_ index: Int) -> Bool {
        switch word[index] {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "y"): index == 0 ? true : !isConsonant(index - 1)
        default: true
        }
    }

    /// How often a vowel group is followed by a consonant group in the first `count` letters.
    private func measure(_ count: Int) -> Int {
        var measure = 0
        var sawVowel = false
        for index in 0..<count {
            if isConsonant(index) {
                if sawVowel { measure += 1 }
                sawVowel = false
            } else {
                sawVowel = true
            }
        }
        return measure
    }

    private func hasVowel(_ count: Int) -> Bool { (0..<count).contains { !isConsonant($0) } }

    private func endsWithDouble() -> Bool {
        word.count >= 2 && word[word.count - 1] == word[word.count - 2] && isConsonant(word.count - 1)
    }

    /// Consonant, vowel, consonant at the end, the last not w, x or y: "hop", not "snow".
    private func endsShort(_ count: Int) -> Bool {
        guard count >= 3, isConsonant(count - 1), !isConsonant(count - 2), isConsonant(count - 3) else { return false }
        let last = word[count - 1]
        return last != UInt8(ascii: "w") && last != UInt8(ascii: "x") && last != UInt8(ascii: "y")
    }

    private func ends(_ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        let start = word.count - count
        guard start > 0 else { return false }
        let letters = suffix.utf8Start
        // The last letter first: it tells most suffixes apart.
        for index in stride(from: count - 1, through: 0, by: -1) where word[start + index] != letters[index] {
            return false
        }
        return true
    }

    private mutating func replace(_ suffix: StaticString, _ replacement: StaticString) {
        word.removeLast(suffix.utf8CodeUnitCount)
        word.append(contentsOf: UnsafeBufferPointer(start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
    }

    private mutating func removeInflection() {
        if ends("sses") {
            replace("es", "")
        } else if ends("ies") {
            replace("ies", word.count > 4 ? "i" : "ie")
        } else if ends("s"), !ends("ss"), !ends("us"), !ends("is") {
            replace("s", "")
        }
        var stripped = false
        if ends("eed") {
            if measure(word.count - 3) > 0 { replace("eed", "ee") }
        } else if ends("ied"), word.count > 4 {
            replace("ied", "i")
        } else if ends("ed"), hasVowel(word.count - 2) {
            replace("ed", "")
            stripped = true
        } else if ends("ing"), hasVowel(word.count - 3) {
            replace("ing", "")
            stripped = true
        }
        if stripped {
            if ends("at") || ends("bl") || ends("iz") {
                word.append(UInt8(ascii: "e"))
            } else if endsWithDouble(), !ends("l"), !ends("s"), !ends("z") {
                word.removeLast()
            } else if measure(word.count) == 1, endsShort(word.count) {
                word.append(UInt8(ascii: "e"))
            }
        }
        if ends("y"), hasVowel(word.count - 1) { replace("y", "i") }
    }

    private static let first: [(StaticString, StaticString)] = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
        ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"),
        ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"),
        ("biliti", "ble"),
    ]

    private static let second: [(StaticString, StaticString)] = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""),
    ]

    private static let third: [StaticString] = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti",
        "ous", "ive", "ize",
    ]

    private mutating func removeDerivation() {
        for (suffix, replacement) in Self.first where ends(suffix) {
            if measure(word.count - suffix.utf8CodeUnitCount) > 0 { replace(suffix, replacement) }
            break
        }
        for (suffix, replacement) in Self.second where ends(suffix) {
            if measure(word.count - suffix.utf8CodeUnitCount) > 0 { replace(suffix, replacement) }
            break
        }
        var longest: StaticString?
        for suffix in Self.third where ends(suffix) {
            if suffix.utf8CodeUnitCount > (longest?.utf8CodeUnitCount ?? 0) { longest = suffix }
        }
        if let suffix = longest {
            if measure(word.count - suffix.utf8CodeUnitCount) > 1 { replace(suffix, "") }
        } else if ends("sion") || ends("tion"), measure(word.count - 3) > 1 {
            replace("ion", "")
        }
    }

    private mutating func tidyEnd() {
        if ends("e") {
            let measured = measure(word.count - 1)
            if measured > 1 || (measured == 1 && !endsShort(word.count - 1)) { word.removeLast() }
        }
        if ends("ll"), measure(word.count) > 1 { word.removeLast() }
    }
}
