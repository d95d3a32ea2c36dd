// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger

/// Rows that are about to be inserted, with their entries packed.
///
/// As many as may be go into one statement: half of what a row costs SQLite by itself is the statement around it.
struct EntryBuffer {
    private var rows: [UsageRow] = []
    /// How long each packed entry is. They lie in ``bytes``, with room for the longest each.
    private var lengths: [Int] = []
    private var bytes: [UInt8] = []

    static let capacity = 32
    /// Rows of a statement. What is left over goes into shorter ones.
    private static let sizes = [capacity, 8, 1]

    var isEmpty: Bool { rows.isEmpty }
    var isFull: Bool { rows.count >= Self.capacity }

    /// Takes a row. There must be room for it.
    mutating func add(_ row: UsageRow) {
        precondition(!isFull)
        if bytes.isEmpty {
            bytes = Array(repeating: 0, count: Self.capacity * EntryNumbers.mostBytes)
            rows.reserveCapacity(Self.capacity)
            lengths.reserveCapacity(Self.capacity)
        }
        let start = rows.count * EntryNumbers.mostBytes
        let length = bytes.withUnsafeMutableBytes { row.numbers.pack(into: .init(rebasing: $0[start...])) }
        lengths.append(length)
        rows.append(row)
    }

    /// Inserts what is held and forgets it; hands out what was not there already, by its place among what was held.
    mutating func insert(into database: Database, _ inserted: (_ place: Int, _ row: UsageRow) -> Void) throws {
        var start = 0
        while start < rows.count {
            let end = start + (Self.sizes.first { start + $0 <= rows.count } ?? 1)
            if try insert(start..<end, database) {
                for place in start..<end { inserted(place, rows[place]) }
            } else if end - start > 1 {
                // None of them is in the table now; which one was there before shows one by one.
                for place in start..<end {
                    if try insert(place..<place + 1, database) { inserted(place, rows[place]) }
                }
            }
            start = end
        }
        rows.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }

    /// Inserts all of some rows; false, and none of them, if the key of one was there already.
    private func insert(_ places: Range<Int>, _ database: Database) throws -> Bool {
        let bound = BoundRow(try database.cachedStatement(sql: Self.statement(places.count)))
        return try bytes.withUnsafeBytes { bytes in
            var parameter: Int32 = 1
            for place in places {
                bound.bind(parameter, rows[place].key.id)
                bound.bind(parameter + 1, rows[place].time)
                let start = place * EntryNumbers.mostBytes
                bound.bind(parameter + 2, UnsafeRawBufferPointer(rebasing: bytes[start..<start + lengths[place]]))
                parameter += 3
            }
            return try bound.insert(database)
        }
    }

    private static let many = insertion(capacity)
    private static let some = insertion(8)
    private static let one = insertion(1)

    private static func statement(_ rows: Int) -> String { rows == capacity ? many : rows == 8 ? some : one }

    private static func insertion(_ rows: Int) -> String {
        "INSERT INTO usage_entry VALUES " + Array(repeating: "(?,?,?)", count: rows).joined(separator: ",")
    }
}
