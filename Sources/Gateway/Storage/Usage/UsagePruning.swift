// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Removes what is past its time, some at a time, so that no commit takes long.
struct UsagePruning {
    /// How long entries are kept, in milliseconds.
    let retention: Int64

    private static let entriesAtATime = 2_000
    /// Sessions are kept as long as entries, but no more than so many.
    private static let mostSessions = 100_000
    /// Differences of prompts likewise.
    private static let mostBreaks = 100_000

    /// Removes some; true if there is nothing more to remove now.
    func prune(_ database: Database, now: Int64) throws -> Bool {
        let oldest = now - retention
        // Entries are numbered in the order in which they came, which is that of their times but for moments.
        try database.execute(
            sql: """
                DELETE FROM usage_event WHERE id IN (
                    SELECT id FROM (SELECT id, time FROM usage_event ORDER BY id LIMIT \(Self.entriesAtATime))
                    WHERE time < ?)
                """, arguments: [oldest])
        let entries = database.changesCount
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
            let kept = max(span.keptDays * 86_400_000, retention)
            try database.execute(
                sql: "DELETE FROM \(span.table) WHERE start < ?", arguments: [(now - kept) / span.length])
        }
        return entries < Self.entriesAtATime
    }
}
