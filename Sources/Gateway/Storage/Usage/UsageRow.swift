// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger

/// One row of the table of entries: a key, a time, and all other numbers packed.
struct UsageRow: Equatable {
    var key: EntryKey
    /// When it ended, in milliseconds since 1970.
    var time: Int64
    var numbers: EntryNumbers

    init(_ event: UsageEvent, key: EntryKey, money: Money?) {
        self.key = key
        time = event.time
        numbers = EntryNumbers()
        numbers.shape = EventShape(event).number
        numbers.marks = Int64(event.marks.rawValue)
        numbers.status = Int64(event.status)
        numbers.duration = event.duration
        numbers.counts = event.counts
        numbers.money = money
    }

    init(key: EntryKey, time: Int64, numbers: EntryNumbers) {
        self.key = key
        self.time = time
        self.numbers = numbers
    }

    /// When its request began, in microseconds since 1970.
    var began: Int64 { (time &* 1000) &- numbers.duration }

    // MARK: Reading

    /// The rows that a query for `id, time, entry` finds; those that cannot be read are left out.
    static func fetch(
        _ database: Database, _ condition: String, _ arguments: StatementArguments
    ) throws -> [UsageRow] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT id, time, entry FROM usage_entry WHERE \(condition)"),
            arguments: arguments)
        var found: [UsageRow] = []
        while let row = try rows.next() {
            let bytes = try row.withUnsafeData(atIndex: 2) { $0.map { Array($0) } ?? [] }
            guard let numbers = EntryNumbers(packed: bytes) else { continue }
            found.append(UsageRow(key: EntryKey(id: row[0]), time: row[1], numbers: numbers))
        }
        return found
    }
}
