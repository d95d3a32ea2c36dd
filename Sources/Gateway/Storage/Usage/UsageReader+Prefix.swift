// SPDX-License-Identifier: Apache-2.0

public import Conversation
import GRDB
import Ledger

/// Reads what is known of prompt prefixes.
extension UsageReader {
    /// How many prompts differed from their sessions' earlier turns, by who made the difference.
    public func prefixBreaks(since: Int64) async throws(StorageFailure) -> [PrefixBreak.Author: Int] {
        try await store.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT author, count(*) AS n FROM usage_prefix_break WHERE time >= ? GROUP BY 1",
                arguments: [since])
            var counts: [PrefixBreak.Author: Int] = [:]
            for row in rows { readAuthor(row).map { counts[$0] = row["n"] } }
            return counts
        }
    }

    /// The differences of a request's calls, by the call's number.
    static func prefixBreaks(
        _ database: Database, origin: Int64, number: Int64
    ) throws -> [Int64: PrefixBreak] {
        let rows = try Row.fetchAll(
            database, sql: "SELECT * FROM usage_prefix_break WHERE origin = ? AND number = ?",
            arguments: [origin, number])
        var found: [Int64: PrefixBreak] = [:]
        for row in rows {
            let place = PrefixBreak.Part(rawValue: UInt8(truncatingIfNeeded: row["place"] as Int64? ?? 0))
            let (first, end): (Int, Int) = (row["first_byte"], row["end_byte"])
            guard let author = readAuthor(row), let place, first <= end else { continue }
            found[row["part"]] = PrefixBreak(
                author: author, part: place, index: row["item"], role: row["role"], bytes: first..<end,
                bodyBytes: row["body_bytes"])
        }
        return found
    }
}

/// Who a row says made the difference.
private func readAuthor(_ row: Row) -> PrefixBreak.Author? {
    PrefixBreak.Author(rawValue: UInt8(truncatingIfNeeded: row["author"] as Int64? ?? 0))
}
