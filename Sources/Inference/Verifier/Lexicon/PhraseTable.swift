// SPDX-License-Identifier: Apache-2.0

/// Phrases with what they stand for; finds the longest that begins at a word.
struct PhraseTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let words: [String]
        let value: Value
    }

    private var entries: [String: [Entry]] = [:]

    mutating func insert(_ words: [String], _ value: Value) {
        guard let first = words.first else { return }
        entries[first, default: []].append(Entry(words: words, value: value))
        entries[first]?.sort { $0.words.count > $1.words.count }
    }

    /// The longest phrase that begins at `index`: how many words, and what it stands for.
    func match(_ words: [Word], at index: Int) -> (count: Int, value: Value)? {
        guard let candidates = entries[words[index].text] else { return nil }
        search: for entry in candidates {
            guard index + entry.words.count <= words.count else { continue }
            for (offset, word) in entry.words.enumerated() where offset > 0 {
                if words[index + offset].text != word { continue search }
            }
            return (entry.words.count, entry.value)
        }
        return nil
    }
}
