// SPDX-License-Identifier: Apache-2.0

extension PairFeatures {
    mutating func addVectors(_ pair: PairAnalysis) {
        let cosine = Cosines.dot(pair.one.pooled, pair.other.pooled)
        add("cosine", cosine)
        add("cosine_worst_chunk", Cosines.worstChunk(pair.one, pair.other) ?? cosine)
    }

    mutating func addSizes(_ pair: PairAnalysis) {
        let (one, other) = (pair.one, pair.other)
        addBoth("words", Double(one.asked.count), Double(other.asked.count))
        addBoth("content", Double(pair.matching.content.count), Double(pair.matching.otherContent.count))
        let (small, large) = (min(one.asked.count, other.asked.count), max(one.asked.count, other.asked.count))
        add("length_ratio", large == 0 ? 1 : Double(small) / Double(large))
    }

    mutating func addOverlap(_ pair: PairAnalysis) {
        let matching = pair.matching
        let (mine, theirs) = (matching.content.count, matching.otherContent.count)
        let surely = matching.content.filter { matching.level[$0].map { $0 <= .typo } ?? false }.count
        let matched = matching.content.filter { matching.partner[$0] >= 0 }.count
        let equal = matching.content.filter { matching.level[$0] == .equal }.count
        func jaccard(_ both: Int, _ one: Int, _ other: Int) -> Double {
            let all = one + other - both
            return all <= 0 ? 1 : Double(both) / Double(all)
        }
        add("jaccard_equal", jaccard(equal, mine, theirs))
        add("jaccard_stem", jaccard(surely, mine, theirs))
        add("jaccard_synonym", jaccard(matched, mine, theirs))
        let common = pair.one.asked.filter { matching.partner[$0] >= 0 }.count
        add("jaccard_words", jaccard(common, pair.one.asked.count, pair.other.asked.count))
        addBoth(
            "contained", mine == 0 ? 1 : Double(matched) / Double(mine),
            theirs == 0 ? 1 : Double(matched) / Double(theirs))
        add("matched_lemma", matching.counts[1])
        add("matched_stem", matching.counts[2])
        add("matched_compound", matching.counts[3])
        add("matched_typo", matching.counts[4])
        add("matched_listed", matching.counts[5])
        add("matched_synonym", matching.counts[6])

        let left = Leftover(pair.one, pair.unmatched, matching.content)
        let right = Leftover(pair.other, pair.otherUnmatched, matching.otherContent)
        addBoth("unmatched", Double(pair.unmatched.count), Double(pair.otherUnmatched.count))
        addBoth("unmatched_share", left.share, right.share)
        addBoth("unmatched_weight", left.weight, right.weight)
        addBoth("unmatched_highest", left.highest, right.highest)
        addBoth("unmatched_nouns", Double(left.nouns), Double(right.nouns))
        addBoth("unmatched_verbs", Double(left.verbs), Double(right.verbs))
        addBoth("unmatched_adjectives", Double(left.adjectives), Double(right.adjectives))
        addBoth("unmatched_unknown", Double(left.unknown), Double(right.unknown))
        addBoth("unmatched_names", Double(left.names), Double(right.names))
        let (lightOne, lightOther) = (
            Self.lightLeft(pair.one, matching.partner), Self.lightLeft(pair.other, matching.otherPartner)
        )
        addBoth("unmatched_light", Double(lightOne), Double(lightOther))
        addBoth(
            "unmatched_prepositions", Double(Self.left(pair.one, matching.partner, .preposition)),
            Double(Self.left(pair.other, matching.otherPartner, .preposition)))
        addBoth(
            "unmatched_pronouns", Double(Self.left(pair.one, matching.partner, .pronoun)),
            Double(Self.left(pair.other, matching.otherPartner, .pronoun)))
    }

    private static func lightLeft(_ text: PreparedText, _ partner: [Int]) -> Int { left(text, partner, .light) }

    private static func left(_ text: PreparedText, _ partner: [Int], _ kind: WordClass) -> Int {
        text.asked.filter { partner[$0] == -1 && text.words[$0].classes.contains(kind) }.count
    }

    mutating func addOrder(_ pair: PairAnalysis) {
        let matching = pair.matching
        let places = matching.content.map { matching.partner[$0] }.filter { $0 >= 0 }
        var inversions = 0
        if places.count > 1 {
            for first in 0..<(places.count - 1) {
                for second in (first + 1)..<places.count where places[first] > places[second] { inversions += 1 }
            }
        }
        let most = places.count * (places.count - 1) / 2
        add("inversions", most == 0 ? 0 : Double(inversions) / Double(most))
        add("has_inversion", inversions > 0)
        let isSameBag = pair.unmatched.isEmpty && pair.otherUnmatched.isEmpty
        add("same_bag", isSameBag)
        add("same_bag_other_order", isSameBag && inversions > 0)
        let (last, otherLast) = (matching.content.last, matching.otherContent.last)
        add("last_equal", last.map { matching.partner[$0] == otherLast } ?? (otherLast == nil))
        let (first, otherFirst) = (matching.content.first, matching.otherContent.first)
        add("first_equal", first.map { matching.partner[$0] == otherFirst } ?? (otherFirst == nil))
        var neighbours = 0
        if matching.content.count > 1 {
            for place in 1..<matching.content.count {
                let (before, after) = (
                    matching.partner[matching.content[place - 1]], matching.partner[matching.content[place]]
                )
                guard before >= 0, after >= 0, let index = matching.otherContent.firstIndex(of: before) else {
                    continue
                }
                if index + 1 < matching.otherContent.count, matching.otherContent[index + 1] == after {
                    neighbours += 1
                }
            }
        }
        add("neighbours", places.count < 2 ? 0 : Double(neighbours) / Double(places.count - 1))

        let edits = pair.edits
        let longest = max(pair.one.asked.count, pair.other.asked.count)
        add("common_order", longest == 0 ? 1 : Double(edits.common) / Double(longest))
        add("hunks", edits.hunks.count)
        let removed = edits.hunks.reduce(0) { $0 + $1.words.count }
        let added = edits.hunks.reduce(0) { $0 + $1.otherWords.count }
        addBoth("edited", Double(removed), Double(added))
        add("largest_hunk", edits.hunks.map { max($0.words.count, $0.otherWords.count) }.max() ?? 0)
        add("one_sided_hunks", edits.hunks.filter { $0.words.isEmpty || $0.otherWords.isEmpty }.count)
        add("single_replacement", edits.hunks.count == 1 && removed == 1 && added == 1)
        add("single_insertion", edits.hunks.count == 1 && min(removed, added) == 0)
    }
}

/// What is left of one text's content words.
private struct Leftover {
    private(set) var share = 0.0
    private(set) var weight = 0.0
    private(set) var highest = 0.0
    private(set) var nouns = 0
    private(set) var verbs = 0
    private(set) var adjectives = 0
    private(set) var unknown = 0
    private(set) var names = 0

    init(_ text: PreparedText, _ unmatched: [Int], _ content: [Int]) {
        var total = 0.0
        for index in content { total += Double(text.words[index].weight) }
        for index in unmatched {
            let word = text.words[index]
            weight += Double(word.weight)
            highest = max(highest, Double(word.weight))
            if word.classes.contains(.noun) { nouns += 1 }
            if word.classes.contains(.verb), !word.classes.contains(.noun) { verbs += 1 }
            if word.classes.contains(.adjective), !word.classes.contains(.noun) { adjectives += 1 }
            if word.classes.contains(.unknown) { unknown += 1 }
            if !word.classes.isDisjoint(with: [.name, .instance]) { names += 1 }
        }
        share = total > 0 ? weight / total : 0
    }
}

/// Cosines of unit vectors.
enum Cosines {
    static func dot(_ one: [Float], _ other: [Float]) -> Double {
        guard one.count == other.count else { return 0 }
        var sum: Float = 0
        for index in one.indices { sum += one[index] * other[index] }
        return Double(sum)
    }

    /// The window of either text that finds no like window in the other; nil where both fit one window.
    static func worstChunk(_ one: PreparedText, _ other: PreparedText) -> Double? {
        let mine = one.chunks.isEmpty ? [one.pooled] : one.chunks
        let theirs = other.chunks.isEmpty ? [other.pooled] : other.chunks
        guard mine.count + theirs.count > 2, mine.count <= 64, theirs.count <= 64 else { return nil }
        var worst = 1.0
        for chunk in mine { worst = min(worst, theirs.map { dot(chunk, $0) }.max() ?? 0) }
        for chunk in theirs { worst = min(worst, mine.map { dot(chunk, $0) }.max() ?? 0) }
        return worst
    }
}
