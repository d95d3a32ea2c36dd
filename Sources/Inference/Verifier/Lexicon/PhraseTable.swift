// SPDX-License-Identifier: Apache-2.0

/// Phrases with what they stand for; finds the longest that begins at a word.
struct PhraseTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        /// The words after the second.
        let rest: [String]
        let value: Value
    }

    private struct Beginning: Sendable {
        /// What the first word alone stands for.
        var alone: Value?
        /// By the second word, the longest first.
        var longer: [String: [Entry]] = [:]
    }

    private var beginnings: [String: Beginning] = [:]

    /// The words that phrases begin with.
    var firstWords: some Sequence<String> { beginnings.keys }

    /// Takes in a phrase; of two equal ones the first stays.
    mutating func insert(_ words: [String], _ value: Value) {
        guard let first = words.first else { return }
        guard words.count > 1 else {
            if beginnings[first]?.alone == nil { beginnings[first, default: Beginning()].alone = value }
            return
        }
        var entries = beginnings[first]?.longer[words[1]] ?? []
        let place = entries.firstIndex { $0.rest.count < words.count - 2 } ?? entries.count
        entries.insert(Entry(rest: Array(words[2...]), value: value), at: place)
        beginnings[first, default: Beginning()].longer[words[1]] = entries
    }

    /// The longest phrase that begins at `index`: how many words, and what it stands for.
    func match(_ words: [Word], at index: Int) -> (count: Int, value: Value)? {
        guard let beginning = beginnings[words[index].text] else { return nil }
        if index + 1 < words.count, !beginning.longer.isEmpty, let entries = beginning.longer[words[index + 1].text] {
            search: for entry in entries where index + 2 + entry.rest.count <= words.count {
                for offset in entry.rest.indices where words[index + 2 + offset].text != entry.rest[offset] {
                    continue search
                }
                return (entry.rest.count + 2, entry.value)
            }
        }
        return beginning.alone.map { (1, $0) }
    }
}
