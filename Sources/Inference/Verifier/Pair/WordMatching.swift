// SPDX-License-Identifier: Apache-2.0

/// Which words of two texts stand for each other, and how surely.
///
/// Every word has at most one partner. Equal words are matched first, then forms of one word, compounds, typing mistakes,
/// then synonyms; what is left over is what the texts differ in.
struct WordMatching {
    enum Level: UInt8, Comparable {
        case equal, lemma, stem, compound, typo, listed, synonym

        static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
    }

    /// For each word of the first text its partner in the second; -1 for none, -2 for a part of a compound.
    private(set) var partner: [Int]
    private(set) var otherPartner: [Int]
    private(set) var level: [Level?]
    /// Content words of both sides, in order.
    let content: [Int]
    let otherContent: [Int]
    private(set) var counts = [Int](repeating: 0, count: 7)

    init(_ first: PreparedText, _ second: PreparedText, lexicon: Lexicon) {
        let (one, other) = (first.words, second.words)
        partner = Array(repeating: -1, count: one.count)
        otherPartner = Array(repeating: -1, count: other.count)
        level = Array(repeating: nil, count: one.count)
        content = one.indices.filter { one[$0].isContent }
        otherContent = other.indices.filter { other[$0].isContent }
        matchEqual(first, second)
        match(one, other, .lemma) { $0.lemma >= 0 && $0.lemma == $1.lemma }
        match(one, other, .stem) { $0.stem == $1.stem }
        matchCompounds(one, other)
        match(one, other, .typo) { Self.isTypo($0, $1) }
        match(one, other, .listed) { one, other in one.synonyms.contains { other.synonyms.contains($0) } }
        match(one, other, .synonym) { lexicon.relation($0, $1).contains(.synonym) }
    }

    private mutating func pair(_ index: Int, _ otherIndex: Int, _ level: Level) {
        partner[index] = otherIndex
        otherPartner[otherIndex] = index
        self.level[index] = level
        counts[Int(level.rawValue)] += 1
    }

    /// All equal words, of grammar too. Of several equal ones the k-th goes to the k-th.
    private mutating func matchEqual(_ one: PreparedText, _ other: PreparedText) {
        for index in one.asked {
            let key = one.textKeys[index]
            for otherIndex in other.asked where other.textKeys[otherIndex] == key && otherPartner[otherIndex] == -1 {
                pair(index, otherIndex, .equal)
                break
            }
        }
    }

    private mutating func match(_ one: [Word], _ other: [Word], _ level: Level, _ isMatch: (Word, Word) -> Bool) {
        for index in content where partner[index] == -1 {
            for otherIndex in otherContent where otherPartner[otherIndex] == -1 {
                if isMatch(one[index], other[otherIndex]) {
                    pair(index, otherIndex, level)
                    break
                }
            }
        }
    }

    /// "file name" and "filename".
    private mutating func matchCompounds(_ one: [Word], _ other: [Word]) {
        for index in content where partner[index] == -1 {
            for start in other.indices.dropLast() where otherPartner[start] == -1 && otherPartner[start + 1] == -1 {
                if Self.isCompound(one[index].text, other[start].text, other[start + 1].text) {
                    pair(index, start, .compound)
                    otherPartner[start + 1] = -2
                    break
                }
            }
        }
        for otherIndex in otherContent where otherPartner[otherIndex] == -1 {
            for start in one.indices.dropLast() where partner[start] == -1 && partner[start + 1] == -1 {
                if Self.isCompound(other[otherIndex].text, one[start].text, one[start + 1].text) {
                    pair(start, otherIndex, .compound)
                    partner[start + 1] = -2
                    break
                }
            }
        }
    }

    private static func isCompound(_ whole: String, _ first: String, _ second: String) -> Bool {
        let (whole, first, second) = (whole.utf8, first.utf8, second.utf8)
        return whole.count == first.count + second.count && whole.count > 4 && whole.starts(with: first)
            && whole.dropFirst(first.count).elementsEqual(second)
    }

    /// Whether one is the other mistyped: one or two letters wrong in a word that, on one side, nobody knows.
    static func isTypo(_ one: Word, _ other: Word) -> Bool {
        guard one.classes.isDisjoint(with: [.number, .code, .symbol, .quoted]),
            other.classes.isDisjoint(with: [.number, .code, .symbol, .quoted]),
            one.classes.contains(.unknown) != other.classes.contains(.unknown)
                || (one.classes.contains(.unknown) && one.nameKind == 0 && other.nameKind == 0),
            one.nameKind == 0 || other.nameKind == 0
        else { return false }
        let (left, right) = (Array(one.text.utf8), Array(other.text.utf8))
        let longest = max(left.count, right.count)
        guard min(left.count, right.count) >= 4, longest <= 24, abs(left.count - right.count) <= 1 else { return false }
        let distance = editDistance(left, right, limit: longest >= 8 ? 2 : 1)
        // Two unknown words that differ in a letter are two names as likely as one mistyped.
        if one.classes.contains(.unknown), other.classes.contains(.unknown) { return false }
        return distance.map { $0 <= (longest >= 8 ? 2 : 1) } ?? false
    }

    /// Number of inserted, removed, replaced or swapped letters; nil beyond the limit.
    static func editDistance(_ one: [UInt8], _ other: [UInt8], limit: Int) -> Int? {
        var (before, previous) = ([Int](repeating: 0, count: other.count + 1), Array(0...other.count))
        for index in one.indices {
            var row = [Int](repeating: index + 1, count: other.count + 1)
            var least = index + 1
            for column in other.indices {
                var cost = min(
                    previous[column + 1] + 1, row[column] + 1, previous[column] + (one[index] == other[column] ? 0 : 1))
                if index > 0, column > 0, one[index] == other[column - 1], one[index - 1] == other[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                row[column + 1] = cost
                least = min(least, cost)
            }
            if least > limit { return nil }
            (before, previous) = (previous, row)
        }
        return previous[other.count] <= limit ? previous[other.count] : nil
    }

    // MARK: What is left

    /// Content words of the first text that nothing in the second stands for.
    func unmatched() -> [Int] { content.filter { partner[$0] == -1 } }
    func otherUnmatched() -> [Int] { otherContent.filter { otherPartner[$0] == -1 } }
}
