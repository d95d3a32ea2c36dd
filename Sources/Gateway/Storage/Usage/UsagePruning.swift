// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Removes what is past its time, some at a time, so that no commit takes long.
struct UsagePruning {
    /// Entries are looked at origin by origin; this one is next.
    private var nextOrigin: Int64 = 0

    private static let entriesAtATime = 2_000
    /// So many origins are looked at, at most.
    private static let originsAtATime = 256
    /// An origin is done when none of so many of its oldest entries is past its time.
    private static let firstEntries = 64
    /// Sessions are kept as long as entries, but no more than so many.
    private static let mostSessions = 100_000
    /// Differences of prompts likewise.
    private static let mostBreaks = 100_000

    /// Removes some of what ended before `oldest`; true if there is nothing more to remove now.
    ///
    /// Times are milliseconds since 1970. What is kept of sums is counted from `now`, but never less than entries.
    mutating func prune(_ database: Database, before oldest: Int64, now: Int64) throws -> Bool {
        let isDone = try pruneEntries(database, before: oldest)
        try database.execute(
            sql: "DELETE FROM usage_session WHERE id IN (SELECT id FROM usage_session WHERE last < ? LIMIT 1000)",
            arguments: [oldest])
        try database.execute(
            sql: """
                DELETE FROM usage_session WHERE id IN (
                    SELECT id FROM usage_session ORDER BY last DESC LIMIT 1000 OFFSET \(Self.mostSessions))
                """)
        try database.execute(
            sql: """
                DELETE FROM usage_prefix_break WHERE (origin, number, part) IN (
                    SELECT origin, number, part FROM usage_prefix_break
                    WHERE time < ? ORDER BY time LIMIT \(Self.entriesAtATime))
                """, arguments: [oldest])
        try database.execute(
            sql: """
                DELETE FROM usage_prefix_break WHERE (origin, number, part) IN (
                    SELECT origin, number, part FROM usage_prefix_break ORDER BY time DESC LIMIT 1000
                    OFFSET \(Self.mostBreaks))
                """)
        for span in UsageSpan.allCases {
            let kept = max(span.keptDays * 86_400_000, now - oldest)
            try database.execute(
                sql: "DELETE FROM \(span.table) WHERE start < ?", arguments: [(now - kept) / span.length])
        }
        return isDone
    }

    /// Goes on with the origins where it stopped. Within an origin entries stand in the order of their requests, which is
    /// that of their times but for how long they took.
    private mutating func pruneEntries(_ database: Database, before oldest: Int64) throws -> Bool {
        var left = Self.entriesAtATime
        for _ in 0..<Self.originsAtATime {
            let first = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM usage_entry WHERE id >= ? ORDER BY id LIMIT 1"),
                arguments: [EntryKey.all(of: nextOrigin).lowerBound])
            guard let origin = first.map({ EntryKey(id: $0).origin }), origin >= nextOrigin else {
                nextOrigin = 0
                return true
            }
            nextOrigin = origin
            var looked = Self.firstEntries
            while left > 0 {
                let removed = try Self.remove(min(looked, left), of: origin, before: oldest, in: database)
                if removed == 0 { break }
                left -= removed
                looked = Self.entriesAtATime
            }
            guard left > 0 else { return false }
            nextOrigin = origin + 1
        }
        return false
    }

    /// Looks at some of an origin's oldest entries and removes those past their time; how many that were.
    private static func remove(
        _ count: Int, of origin: Int64, before oldest: Int64, in database: Database
    ) throws -> Int {
        let keys = EntryKey.all(of: origin)
        try database.cachedStatement(
            sql: """
                DELETE FROM usage_entry WHERE id IN (
                    SELECT id FROM (SELECT id, time FROM usage_entry WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?)
                    WHERE time < ?)
                """
        ).execute(arguments: [keys.lowerBound, keys.upperBound, count, oldest])
        return database.changesCount
    }
}
