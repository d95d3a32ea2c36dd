// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger

/// The table of the ledger's entries as it is now: a key, a time, and all else packed (``EntryNumbers``).
///
/// There is one tree to write to, and its key is made of the request's id, so an entry is found by that at once and is
/// never there twice.
enum EntrySchema {
    static let migrations = [
        SchemaMigration("usage-3") { database in
            try database.execute(
                sql: """
                    CREATE TABLE usage_entry (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, entry BLOB NOT NULL)
                    """)
            try carryOver(database)
            try database.execute(sql: "DROP TABLE usage_event")
        }
    ]

    /// The columns of the table before, as ``row(_:_:in:)`` reads them.
    private static let columns = [
        "origin", "number", "part", "time", "shape", "marks", "status", "duration", "tool", "provider", "model",
        "answered",
        "principal", "session", "key", "input", "output", "reasoning", "cached_read", "cache_write_5m",
        "cache_write_1h",
        "audio_input", "image_input", "audio_output", "money",
    ]

    /// Packs the entries of the table before, one after another in the order of their keys.
    private static func carryOver(_ database: Database) throws {
        var buffer = EntryBuffer()
        // Numbers were longer; the front of such a one belongs to the origin now.
        var origins: [String: Int64] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(columns.joined(separator: ", ")) FROM usage_event ORDER BY origin, number, part")
        while let row = try rows.next() {
            // Without a key would be the hundreds of calls of one request, or an origin that the dictionary lacks.
            guard let key = try key(of: row, &origins, in: database) else { continue }
            buffer.add(UsageRow(key: key, time: row[3], numbers: numbers(row)))
            if buffer.isFull { try buffer.insert(into: database) { _, _ in } }
        }
        try buffer.insert(into: database) { _, _ in }
    }

    private static func key(
        of row: Row, _ origins: inout [String: Int64], in database: Database
    ) throws -> EntryKey? {
        let (origin, number, part): (Int64, Int64, Int64) = (row[0], row[1], row[2])
        if let key = EntryKey(origin: origin, number: number, part: part) { return key }
        let find = try database.cachedStatement(sql: "SELECT text FROM usage_word WHERE id = ?")
        guard number >= 0, let text = try String.fetchOne(find, arguments: [origin]) else { return nil }
        let id = RequestNumber(RequestNumber(origin: text, number: number).text)
        if origins[id.origin] == nil {
            try database.execute(
                sql: "INSERT OR IGNORE INTO usage_word (kind, text) VALUES (?, ?)",
                arguments: [WordKind.origin.rawValue, id.origin])
            origins[id.origin] = try Int64.fetchOne(
                database, sql: "SELECT id FROM usage_word WHERE kind = ? AND text = ?",
                arguments: [WordKind.origin.rawValue, id.origin])
        }
        return EntryKey(origin: origins[id.origin] ?? -1, number: id.number, part: part)
    }

    private static func numbers(_ row: Row) -> EntryNumbers {
        func number(_ place: Int) -> Int64 { row[place] as Int64? ?? 0 }
        var numbers = EntryNumbers()
        numbers.shape = number(4)
        numbers.marks = number(5)
        numbers.status = number(6)
        numbers.duration = number(7)
        numbers.tool = number(8)
        numbers.provider = number(9)
        numbers.model = number(10)
        numbers.answered = number(11)
        numbers.principal = number(12)
        numbers.session = number(13)
        numbers.key = number(14)
        numbers.counts.input = number(15)
        numbers.counts.output = number(16)
        numbers.counts.reasoning = number(17)
        numbers.counts.cachedRead = number(18)
        numbers.counts.cacheWrite5m = number(19)
        numbers.counts.cacheWrite1h = number(20)
        numbers.counts.audioInput = number(21)
        numbers.counts.imageInput = number(22)
        numbers.counts.audioOutput = number(23)
        numbers.money = (row[24] as Int64?).map { Money(nanos: $0) }
        return numbers
    }
}
