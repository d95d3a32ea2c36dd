// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger

/// Adds entries up in memory until a group of them is whole; their sums are then written at once.
struct SumBook {
    /// What is added up together.
    private struct Key: Hashable {
        var hour: Int64
        var provider: Int64
        var model: Int64
        var principal: Int64
        var tool: Int64
        var layer: Int64
        var surface: Int64
        var arm: Int64
    }

    private var sums: [Key: UsageSums] = [:]
    /// What the last entry went to is mostly what the next one goes to; it is not in ``sums`` meanwhile.
    private var latest = UsageSums()
    private var latestKey: Key?
    private var sessions = SessionSums()

    /// Whether there is something to write.
    var isOpen: Bool { latestKey != nil || !sums.isEmpty || sessions.isOpen }

    // MARK: Adding

    /// The number of a call's session, zero if it has none. A session that is not known yet is written down.
    mutating func session(of event: UsageEvent, _ numbers: EntryNumbers, in database: Database) throws -> Int64 {
        guard event.kind == .call, let name = event.session, !name.isEmpty else { return 0 }
        return try sessions.number(
            of: name, principal: numbers.principal, provider: numbers.provider, time: event.time, in: database)
    }

    /// Takes in an entry and what it cost, or would have.
    mutating func add(_ event: UsageEvent, _ numbers: EntryNumbers) {
        let key = Key(
            hour: event.time / UsageSpan.hour.length, provider: numbers.provider, model: numbers.model,
            principal: numbers.principal, tool: numbers.tool, layer: event.layer.code, surface: event.surface.code,
            arm: event.marks.contains(.holdout) ? 1 : 0)
        if key != latestKey {
            setLatestDown()
            latest = sums[key] ?? UsageSums()
            latestKey = key
        }
        latest.add(event, cost: numbers.money)
        if numbers.session != 0 { sessions.add(event, numbers) }
    }

    private mutating func setLatestDown() {
        guard let latestKey else { return }
        sums[latestKey] = latest
        self.latestKey = nil
    }

    // MARK: Writing

    /// Writes all sums and begins anew.
    mutating func write(to database: Database) throws {
        setLatestDown()
        try sessions.write(to: database)
        guard !sums.isEmpty else { return }
        var days: [Key: UsageSums] = [:]
        for (key, sums) in sums {
            try Self.write(sums, key, .hour, to: database)
            var day = key
            day.hour = key.hour / 24
            days[day, default: UsageSums()].add(sums)
        }
        for (key, sums) in days { try Self.write(sums, key, .day, to: database) }
        sums.removeAll(keepingCapacity: true)
    }

    private static let hourStatement = statement(.hour)
    private static let dayStatement = statement(.day)

    private static func statement(_ span: UsageSpan) -> String {
        let names = UsageSums.names
        return "INSERT INTO \(span.table) (start, provider, model, principal, tool, layer, surface, arm, "
            + names.joined(separator: ", ") + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
            + names.map { _ in "?" }.joined(separator: ", ") + ") ON CONFLICT DO UPDATE SET "
            + names.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    }

    private static func write(_ sums: UsageSums, _ key: Key, _ span: UsageSpan, to database: Database) throws {
        let statement = try database.cachedStatement(sql: span == .hour ? hourStatement : dayStatement)
        let bound = BoundRow(statement)
        bound.bind([key.hour, key.provider, key.model, key.principal, key.tool, key.layer, key.surface, key.arm])
        bound.bind(sums.values, from: 9)
        try bound.run(database)
    }
}
