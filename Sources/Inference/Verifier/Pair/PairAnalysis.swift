// SPDX-License-Identifier: Apache-2.0

/// Everything that is found when two prepared texts are laid beside each other; features and vetoes are read from it.
///
/// The two sides are put in one order first, so that all that follows cannot depend on who came first.
final class PairAnalysis {
    let one: PreparedText
    let other: PreparedText
    /// Whether the two were swapped.
    let isSwapped: Bool
    let matching: WordMatching
    let alignment: VectorAlignment
    let edits: WordEdits
    let unmatched: [Int]
    let otherUnmatched: [Int]
    let substitutions: [Substitution]
    let guards: PairGuards

    /// Two content words, one of each text, that stand in each other's place.
    struct Substitution {
        let word: Int
        let otherWord: Int
        let late: Float
        let early: Float
        let relation: WordTable.Relation
        let areOpposites: Bool
        /// Whether the words before and after are the same.
        let isInPlace: Bool
    }

    init(_ first: PreparedText, _ second: PreparedText, lexicon: Lexicon) {
        isSwapped = Self.isAfter(first, second)
        one = isSwapped ? second : first
        other = isSwapped ? first : second
        matching = WordMatching(one, other, lexicon: lexicon)
        alignment = VectorAlignment(one, other, matching)
        edits = WordEdits(one.askedKeys, other.askedKeys)
        unmatched = matching.unmatched()
        otherUnmatched = matching.otherUnmatched()
        substitutions = Self.substitutions(one, other, matching, edits, unmatched, otherUnmatched, lexicon)
        guards = PairGuards(one, other, matching, unmatched, otherUnmatched, lexicon: lexicon)
    }

    private static func isAfter(_ first: PreparedText, _ second: PreparedText) -> Bool {
        if first.canonical != second.canonical { return first.canonical > second.canonical }
        for (word, otherWord) in zip(first.words, second.words)
        where word.exact != otherWord.exact || word.quote != otherWord.quote {
            return (word.exact, word.quote) > (otherWord.exact, otherWord.quote)
        }
        if first.words.count != second.words.count { return first.words.count > second.words.count }
        if first.digest != second.digest {
            return (first.digest.high, first.digest.low) > (second.digest.high, second.digest.low)
        }
        return false
    }

    /// Pairs off what is left over: words in the same hunk of the edit first, then by likeness of their vectors.
    private static func substitutions(
        _ one: PreparedText, _ other: PreparedText, _ matching: WordMatching, _ edits: WordEdits, _ unmatched: [Int],
        _ otherUnmatched: [Int], _ lexicon: Lexicon
    ) -> [Substitution] {
        guard !unmatched.isEmpty, !otherUnmatched.isEmpty else { return [] }
        var free = Set(otherUnmatched)
        var found: [Substitution] = []
        var left: [Int] = []
        var hunkOf: [Int: WordEdits.Hunk] = [:]
        for hunk in edits.hunks {
            for place in hunk.words { hunkOf[one.asked[place]] = hunk }
        }
        func add(_ word: Int, _ otherWord: Int, inPlace: Bool) {
            free.remove(otherWord)
            let (late, early) = (
                one.vectors.flatMap { mine in other.vectors.map { mine.late(word, $0, otherWord) } } ?? 0,
                one.vectors.flatMap { mine in other.vectors.map { mine.early(word, $0, otherWord) } } ?? 0
            )
            found.append(
                Substitution(
                    word: word, otherWord: otherWord, late: late, early: early,
                    relation: lexicon.relation(one.words[word], other.words[otherWord]),
                    areOpposites: lexicon.areOpposites(one.words[word], other.words[otherWord]), isInPlace: inPlace))
        }
        for word in unmatched.prefix(24) {
            guard let hunk = hunkOf[word] else {
                left.append(word)
                continue
            }
            let candidates = hunk.otherWords.map { other.asked[$0] }.filter(free.contains)
            if let match = nearest(word, candidates, one, other) {
                add(word, match, inPlace: hunk.words.count == 1 && hunk.otherWords.count == 1)
            } else {
                left.append(word)
            }
        }
        for word in left {
            let candidates = otherUnmatched.filter(free.contains)
            guard let match = nearest(word, candidates, one, other) else { break }
            add(word, match, inPlace: false)
        }
        return found
    }

    private static func nearest(_ word: Int, _ candidates: [Int], _ one: PreparedText, _ other: PreparedText) -> Int? {
        guard candidates.count > 1, let vectors = one.vectors, let otherVectors = other.vectors else {
            return candidates.first
        }
        var best: Float = -2
        var place: Int?
        for candidate in candidates.prefix(24) {
            let cosine = vectors.late(word, otherVectors, candidate)
            if cosine > best { (best, place) = (cosine, candidate) }
        }
        return place
    }
}
