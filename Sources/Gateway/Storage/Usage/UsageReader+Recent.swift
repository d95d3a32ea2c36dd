// SPDX-License-Identifier: Apache-2.0

import GRDB
public import Ledger

/// Reads what came last.
extension UsageReader {
    /// Of more origins than that the older ones are not looked at.
    private static let mostOrigins = 20_000

    /// The latest requests, by when they began, newest first.
    public func recent(_ limit: Int) async throws(StorageFailure) -> [Receipt] {
        guard limit > 0 else { return [] }
        return try await store.read { database in
            let rows = try Self.latest(limit, database)
            let words = try Self.words(database, rows)
            return rows.compactMap { Self.request($0, words) }
        }
    }

    /// The rows of the requests that began last.
    ///
    /// Those of an origin stand in that order; origins are merged. The ones that were in use last come first, so that
    /// mostly few must be read.
    private static func latest(_ limit: Int, _ database: Database) throws -> [UsageRow] {
        var found: [UsageRow] = []
        for (origin, lastTime) in try origins(database) {
            // Nothing of this origin, or of those behind it, began later than what is found already.
            if found.count == limit, let oldest = found.last, oldest.began >= lastTime &* 1000 { break }
            let keys = EntryKey.all(of: origin)
            found += try UsageRow.fetch(
                database, "id BETWEEN ? AND ? AND id & \(EntryKey.partMask) = 0 ORDER BY id DESC LIMIT ?",
                [keys.lowerBound, keys.upperBound, limit])
            found.sort { ($0.began, $0.key.id) > ($1.began, $1.key.id) }
            found.removeLast(max(0, found.count - limit))
        }
        return found
    }

    /// The origins that entries are kept of, and the times of their last entries, latest first.
    private static func origins(_ database: Database) throws -> [(origin: Int64, lastTime: Int64)] {
        let shift = EntryKey.originShift
        // From each origin's last entry to that of the origin before it.
        let rows = try Row.fetchCursor(
            database,
            sql: """
                WITH RECURSIVE ends(id) AS (
                    SELECT max(id) FROM usage_entry
                    UNION ALL
                    SELECT (SELECT max(id) FROM usage_entry WHERE id < ends.id >> \(shift) << \(shift))
                    FROM ends WHERE ends.id IS NOT NULL LIMIT \(mostOrigins))
                SELECT ends.id >> \(shift), usage_entry.time FROM ends JOIN usage_entry ON usage_entry.id = ends.id
                ORDER BY usage_entry.time DESC
                """)
        var origins: [(Int64, Int64)] = []
        while let row = try rows.next() { origins.append((row[0], row[1])) }
        return origins
    }
}
