// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
import Ledger

/// Writes the entries of one batch and adds them up; sums go out once at its end.
struct UsageBatch {
    let database: Database
    private let insert: Statement
    private var sums: [SumKey: UsageSums] = [:]
    private var sessions: [SessionKey: SessionSums] = [:]

    /// What is added up together.
    private struct SumKey: Hashable {
        var hour: Int64
        var provider: Int64
        var model: Int64
        var principal: Int64
        var tool: Int64
        var layer: Int64
        var surface: Int64
        var arm: Int64
    }

    private struct SessionKey: Hashable {
        var name: String
        var principal: Int64
        var provider: Int64
    }

    private struct SessionSums {
        var id: Int64
        var first: Int64
        var last: Int64
        var calls: Int64 = 0
        var input: Int64 = 0
        var cachedRead: Int64 = 0
        var cacheWrite: Int64 = 0
        var cost: Int64 = 0
    }

    private static let insertSQL =
        "INSERT OR IGNORE INTO usage_event (\(UsageRow.columns.joined(separator: ", ")), money) VALUES ("
        + UsageRow.columns.map { _ in "?, " }.joined() + "?)"

    init(_ database: Database) throws {
        self.database = database
        insert = try database.cachedStatement(sql: Self.insertSQL)
    }

    /// Writes an entry. One that is there already is left alone and not counted again.
    mutating func add(_ row: UsageRow, _ event: UsageEvent) throws {
        var row = row
        var session: SessionKey?
        if event.kind == .call, let name = event.session, !name.isEmpty {
            let key = SessionKey(
                name: String(name.prefix(WordKind.longest)), principal: row.principal, provider: row.provider)
            row.session = try number(of: key, time: event.time)
            session = key
        }
        guard try insert(row) else { return }
        count(row, event)
        if let session, sessions[session] != nil { count(row, event, session) }
    }

    private func insert(_ row: UsageRow) throws -> Bool {
        let bound = BoundRow(insert)
        row.forEachValue { bound.bind($0, $1) }
        bound.bind(Int32(UsageRow.columns.count + 1), row.money?.nanos)
        try bound.run(database)
        return database.changesCount == 1
    }

    // MARK: Sums

    private mutating func count(_ row: UsageRow, _ event: UsageEvent) {
        let key = SumKey(
            hour: event.time / UsageSpan.hour.length, provider: row.provider, model: row.model,
            principal: row.principal, tool: row.tool, layer: event.layer.code,
            surface: event.surface.code, arm: event.marks.contains(.holdout) ? 1 : 0)
        sums[key, default: UsageSums()].add(event, cost: row.money)
    }

    /// Writes the sums.
    func finish(_ database: Database) throws {
        var days: [SumKey: UsageSums] = [:]
        for (key, sums) in sums {
            try write(sums, key, .hour)
            var day = key
            day.hour = key.hour / 24
            days[day, default: UsageSums()].add(sums)
        }
        for (key, sums) in days { try write(sums, key, .day) }
        for session in sessions.values { try write(session) }
    }

    private static let sumSQL = Dictionary(
        uniqueKeysWithValues: UsageSpan.allCases.map { span in
            let names = UsageSums.names
            return (
                span,
                "INSERT INTO \(span.table) (start, provider, model, principal, tool, layer, surface, arm, "
                    + names.joined(separator: ", ") + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                    + names.map { _ in "?" }.joined(separator: ", ") + ") ON CONFLICT DO UPDATE SET "
                    + names.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
            )
        })

    private func write(_ sums: UsageSums, _ key: SumKey, _ span: UsageSpan) throws {
        let statement = try database.cachedStatement(sql: Self.sumSQL[span] ?? "")
        try run(
            statement,
            [key.hour, key.provider, key.model, key.principal, key.tool, key.layer, key.surface, key.arm] + sums.values)
    }

    private func run(_ statement: Statement, _ values: [Int64]) throws {
        let bound = BoundRow(statement)
        for (place, value) in values.enumerated() { bound.bind(Int32(place + 1), value) }
        try bound.run(database)
    }

    // MARK: Sessions

    private mutating func number(of key: SessionKey, time: Int64) throws -> Int64 {
        if let known = sessions[key] { return known.id }
        let find = try database.cachedStatement(
            sql: "SELECT id FROM usage_session WHERE name = ? AND principal = ? AND provider = ?")
        let id: Int64
        if let found = try Int64.fetchOne(find, arguments: [key.name, key.principal, key.provider]) {
            id = found
        } else {
            try database.cachedStatement(
                sql: """
                    INSERT INTO usage_session
                    (name, principal, provider, first, last, calls, input, cached_read, cache_write, cost)
                    VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0)
                    """
            ).execute(arguments: [key.name, key.principal, key.provider, time, time])
            id = database.lastInsertedRowID
        }
        sessions[key] = SessionSums(id: id, first: time, last: time)
        return id
    }

    private mutating func count(_ row: UsageRow, _ event: UsageEvent, _ key: SessionKey) {
        guard var sums = sessions[key] else { return }
        sums.last = max(sums.last, event.time)
        sums.calls += 1
        sums.input &+= event.counts.input
        sums.cachedRead &+= event.counts.cachedRead
        sums.cacheWrite &+= event.counts.cacheWrite5m &+ event.counts.cacheWrite1h
        sums.cost &+= row.money?.nanos ?? 0
        sessions[key] = sums
    }

    private func write(_ session: SessionSums) throws {
        guard session.calls > 0 else { return }
        let statement = try database.cachedStatement(
            sql: """
                UPDATE usage_session SET last = max(last, ?), calls = calls + ?, input = input + ?,
                cached_read = cached_read + ?, cache_write = cache_write + ?, cost = cost + ? WHERE id = ?
                """)
        try run(
            statement,
            [
                session.last, session.calls, session.input, session.cachedRead, session.cacheWrite, session.cost,
                session.id,
            ])
    }
}
