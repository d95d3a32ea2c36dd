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
    /// What beginnings of ids beyond their limit share.
    private var otherOrigins: Int64?
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

    /// The number of a word that is mostly the one that was asked for last; zero for none.
    mutating func number(
        of text: String, _ kind: WordKind, latest: inout LatestWord, in database: Database
    ) throws -> Int64 {
        if latest.text == text { return latest.number }
        latest = LatestWord(text: text, number: try number(of: text, kind, in: database) ?? 0)
        return latest.number
    }

    /// The number of what ids begin with; nil if there can be none: two requests must never share one.
    mutating func origin(_ text: String, in database: Database) throws -> Int64? {
        guard text.utf8.count <= WordKind.longest else { return nil }
        let number = try number(of: text, .origin, in: database)
        return number == otherOrigins ? nil : number
    }

    private mutating func look(_ text: String, _ kind: WordKind, in database: Database) throws -> Int64 {
        let text = text.utf8.count > WordKind.longest ? String(text.unicodeScalars.prefix(WordKind.longest)) : text
        if let number = try find(text, kind, in: database) { return number }
        if counts[kind] == nil {
            counts[kind] = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM usage_word WHERE kind = ?", arguments: [kind.rawValue])
        }
        if counts[kind, default: 0] >= kind.limit, text != WordKind.others {
            let number = try look(WordKind.others, kind, in: database)
            if kind == .origin { otherOrigins = number }
            return number
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
        otherOrigins = nil
    }
}
