// SPDX-License-Identifier: Apache-2.0

/// Judges two answers by their words alone: it finds what is certainly different and takes the rest for the same.
///
/// A false alarm keeps a whole class from serving, a miss only makes its evidence count for less, so it raises an alarm
/// where hardly anything else can be: two texts that are nearly the same but for some telling words, a yes against a no, or
/// numbers that contradict each other in texts that are close. What it misses is measured and enters the bound.
public struct WordingJudge: AnswerJudge {
    /// How close two texts are that were not written independently of each other.
    private static let copied = 0.65
    /// How close two texts must be for their numbers to stand for the same things.
    private static let related = 0.4
    /// Words beyond this are not looked at.
    private static let mostWords = 600

    /// Counts of the pairs in `Training/judge/data/answers.jsonl` that are there to measure by: no constant here was chosen by
    /// them. A test holds the judge against them.
    public static let measured = JudgeCounts(missed: 248, different: 282, alarms: 0, same: 282)

    /// Changes whenever the judge does: evidence of another one is not this one's.
    public static let name = "wording 1"

    public let error = measured.error

    public init() {}

    public func areSame(_ pair: AnswerPair) async -> Bool? { pair.areEqual || Self.areSame(pair.one, pair.other) }

    /// Whether nothing in their words speaks against it that two answers say the same.
    public static func areSame(_ one: String, _ other: String) -> Bool {
        let (left, right) = (words(one), words(other))
        guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty }
        if Set([left[0], right[0]]) == ["yes", "no"] { return false }
        let closeness = 2 * Double(commonLength(left, right)) / Double(left.count + right.count)
        if closeness >= copied { return left == right }
        return closeness < related || !contradict(left, right)
    }

    /// Runs of letters and digits in lower case, with what joins them inside, as in `1.5`, `don't` and `git-reset`.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var joint: Character?
        for character in text.lowercased() {
            if character.isLetter || character.isNumber {
                if let joint { word.append(joint) }
                joint = nil
                word.append(character)
            } else if joint == nil, !word.isEmpty, joints.contains(character) {
                joint = character == "’" ? "'" : character
            } else {
                if !word.isEmpty { words.append(word) }
                (word, joint) = ("", nil)
                if words.count >= mostWords { return words }
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static let joints: Set<Character> = ["'", "’", ".", "_", "/", ":", "-"]

    /// Whether either text has a number that the other has not.
    private static func contradict(_ left: [String], _ right: [String]) -> Bool {
        func numbers(_ words: [String]) -> Set<String> { Set(words.filter { $0.first?.isNumber == true }) }
        let (one, other) = (numbers(left), numbers(right))
        return !one.isSubset(of: other) && !other.isSubset(of: one)
    }

    /// The length of the longest common subsequence.
    private static func commonLength(_ left: [String], _ right: [String]) -> Int {
        var numbers: [String: Int] = [:]
        func number(_ word: String) -> Int {
            if let known = numbers[word] { return known }
            numbers[word] = numbers.count
            return numbers.count - 1
        }
        let (one, other) = (left.map(number), right.map(number))
        var lengths = [Int](repeating: 0, count: other.count + 1)
        for word in one {
            var diagonal = 0
            for place in other.indices {
                let above = lengths[place + 1]
                lengths[place + 1] = word == other[place] ? diagonal + 1 : max(above, lengths[place])
                diagonal = above
            }
        }
        return lengths[other.count]
    }
}
