// SPDX-License-Identifier: Apache-2.0

/// The answers and conversations that the fake provider keeps for its clients, within a budget of bytes.
struct ResponseStore: Sendable {
    /// Whose it is and how it is named; nobody sees what another credential stored.
    private struct Key: Sendable, Hashable {
        var credential: String
        var id: String
    }

    private struct Entry: Sendable {
        /// What a `GET` of it answers.
        var document: JSONValue
        /// Its items, those of earlier turns included.
        var items: [JSONValue]
        /// Bytes that it came in, nearly.
        var size: Int
    }

    private static let mostBytes = 64 << 20
    private static let mostEntries = 4096

    private var entries: [Key: Entry] = [:]
    private var order: [Key] = []
    private var size = 0

    /// The items that a request continues; nil when they were never stored or are forgotten.
    func items(_ id: String, of credential: String) -> [JSONValue]? {
        entries[Key(credential: credential, id: id)]?.items
    }

    /// A stored answer as it was given.
    func document(_ id: String, of credential: String) -> JSONValue? {
        entries[Key(credential: credential, id: id)]?.document
    }

    /// Keeps an answer or a conversation, and forgets the oldest ones when that is too much.
    mutating func keep(_ id: String, of credential: String, document: JSONValue, items: [JSONValue], size bytes: Int) {
        forget(id, of: credential)
        let key = Key(credential: credential, id: id)
        entries[key] = Entry(document: document, items: items, size: bytes)
        order.append(key)
        size += bytes
        while size > Self.mostBytes || order.count > Self.mostEntries, let oldest = order.first {
            forget(oldest.id, of: oldest.credential)
        }
    }

    /// Puts the items of a later turn in the place of a conversation's earlier ones.
    mutating func extend(_ id: String, of credential: String, items: [JSONValue], size bytes: Int) {
        guard let entry = entries[Key(credential: credential, id: id)] else { return }
        keep(id, of: credential, document: entry.document, items: items, size: entry.size + bytes)
    }

    /// Forgets an entry; false when there was none.
    @discardableResult
    mutating func forget(_ id: String, of credential: String) -> Bool {
        let key = Key(credential: credential, id: id)
        guard let entry = entries.removeValue(forKey: key) else { return false }
        order.removeAll { $0 == key }
        size -= entry.size
        return true
    }
}
