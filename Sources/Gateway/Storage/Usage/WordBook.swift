// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The numbers of the ledger's words, as far as they are known; those of others are looked up or made.
struct WordBook {
    private struct Word: Hashable {
        let kind: WordKind
        let text: String
    }

    private var known: [Word: Int64] = [:]
    private var counts: [WordKind: Int] = [:]
    private static let knownLimit = 65_536

    /// The number of a word; it is made if the ledger does not have it. No number stands for no word.
    mutating func number(of text: String, _ kind: WordKind, in database: Database) throws -> Int64? {
        guard !text.isEmpty else { return nil }
        let word = Word(kind: kind, text: text)
        if let number = known[word] { return number }
        let number = try look(text, kind, in: database)
        if known.count >= Self.knownLimit { known = [:] }
        known[word] = number
        return number
    }

    private mutating func look(_ text: String, _ kind: WordKind, in database: Database) throws -> Int64 {
        let text = text.utf8.count > WordKind.longest ? String(text.unicodeScalars.prefix(WordKind.longest)) : text
        if let number = try find(text, kind, in: database) { return number }
        if counts[kind] == nil {
            counts[kind] = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM usage_word WHERE kind = ?", arguments: [kind.rawValue])
        }
        if counts[kind, default: 0] >= kind.limit, text != WordKind.others {
            return try look(WordKind.others, kind, in: database)
        }
        try database.cachedStatement(sql: "INSERT INTO usage_word (kind, text) VALUES (?, ?)")
            .execute(arguments: [kind.rawValue, text])
        counts[kind, default: 0] += 1
        return database.lastInsertedRowID
    }

    private func find(_ text: String, _ kind: WordKind, in database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM usage_word WHERE kind = ? AND text = ?"),
            arguments: [kind.rawValue, text])
    }

    /// Forgets what may not have been written after all.
    mutating func forget() {
        known = [:]
        counts = [:]
    }
}
