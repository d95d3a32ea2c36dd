// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
public import Ledger

/// Reads what the ledger says. Sums come from sums by hour or day, never from entries.
public struct UsageReader: Sendable {
    let store: StateStore

    public init(_ store: StateStore) { self.store = store }

    /// Sums of what came at `since` or later, told apart by `dimensions`: to the hour, beyond 35 days to the day.
    ///
    /// - Parameter since: milliseconds since 1970; the hour that it lies in counts whole.
    public func totals(
        since: Int64, now: Int64, by dimensions: [UsageTotal.Dimension]
    ) async throws(StorageFailure) -> [UsageTotal] {
        let hour = since / UsageSpan.hour.length
        // The first day by its hours, as long as they are kept, and whole days by their own sums, which are far fewer.
        let hasHours = now - since <= UsageSpan.hour.keptDays * UsageSpan.day.length
        let day = hasHours ? (hour + 23) / 24 : since / UsageSpan.day.length
        return try await store.read { database in
            let columns = dimensions.map { $0 == .day ? "start" : $0.rawValue }
            let kept = (dimensions.filter { $0 != .day }.map(\.rawValue) + UsageSums.names).joined(separator: ", ")
            var sql = "SELECT " + (columns + UsageSums.names.map { "sum(\($0))" }).joined(separator: ", ")
            sql += " FROM (SELECT start / 24 AS start, \(kept) FROM \(UsageSpan.hour.table)"
            sql += " WHERE start >= ? AND start < ?"
            sql += " UNION ALL SELECT start, \(kept) FROM \(UsageSpan.day.table) WHERE start >= ?)"
            if !columns.isEmpty {
                sql += " GROUP BY " + (1...columns.count).map { "\($0)" }.joined(separator: ", ")
            }
            let rows = try Row.fetchAll(database, sql: sql, arguments: [hasHours ? hour : day * 24, day * 24, day])
            let words = try Words(database, rows, dimensions)
            return rows.compactMap { Self.total($0, dimensions, words) }
        }
    }

    private static func total(_ row: Row, _ dimensions: [UsageTotal.Dimension], _ words: Words) -> UsageTotal? {
        let values = (dimensions.count..<row.count).map { row[$0] as Int64? ?? 0 }
        guard let sums = UsageSums(values: values), sums.requests > 0 || sums.calls > 0 else { return nil }
        var total = UsageTotal(sums: sums)
        for (place, dimension) in dimensions.enumerated() {
            let number = row[place] as Int64? ?? 0
            switch dimension {
            case .day: total.day = Int(number)
            case .provider: total.provider = words[number]
            case .model: total.model = words[number]
            case .principal: total.principal = words[number]
            case .tool: total.tool = words[number]
            case .layer: total.layer = Layer(code: number)
            case .surface: total.surface = Surface(code: number)
            case .arm: total.isHoldout = number == 1
            }
        }
        return total
    }

    /// Words by their numbers, those that some rows need.
    struct Words {
        private var texts: [Int64: String] = [:]

        init(_ database: Database, _ rows: [Row], _ dimensions: [UsageTotal.Dimension]) throws {
            let places = dimensions.indices.filter {
                [.provider, .model, .principal, .tool].contains(dimensions[$0])
            }
            var numbers: Set<Int64> = []
            for row in rows { for place in places { numbers.insert(row[place] as Int64? ?? 0) } }
            try look(numbers, database)
        }

        init(_ database: Database, _ numbers: Set<Int64>) throws { try look(numbers, database) }

        private mutating func look(_ numbers: Set<Int64>, _ database: Database) throws {
            for number in numbers where number != 0 {
                texts[number] = try String.fetchOne(
                    database.cachedStatement(sql: "SELECT text FROM usage_word WHERE id = ?"), arguments: [number])
            }
        }

        /// The word; blank for zero, which stands for none.
        subscript(number: Int64) -> String { texts[number] ?? "" }
    }

    // MARK: Entries

    /// What is known of one request; nil if it is not, or not any more.
    public func receipt(_ id: String) async throws(StorageFailure) -> Receipt? {
        let number = RequestNumber(id)
        return try await store.read { database in
            let origin = try Int64.fetchOne(
                database, sql: "SELECT id FROM usage_word WHERE kind = ? AND text = ?",
                arguments: [WordKind.origin.rawValue, number.origin])
            guard let origin, let keys = EntryKey.all(of: number, origin: origin) else { return nil }
            let rows = try UsageRow.fetch(
                database, "id BETWEEN ? AND ? ORDER BY id", [keys.lowerBound, keys.upperBound])
            guard !rows.isEmpty else { return nil }
            let words = try Self.words(database, rows)
            var receipt = rows.lazy.compactMap { Self.request($0, words) }.first ?? Receipt(requestID: id)
            let breaks = try Self.prefixBreaks(database, origin: origin, number: number.number)
            for row in rows where row.numbers.shape & 1 == 1 {
                var call = Self.call(row.numbers, words)
                call.prefixBreak = breaks[row.key.part]
                receipt.calls.append(call)
            }
            return receipt
        }
    }

    static func words(_ database: Database, _ rows: [UsageRow]) throws -> Words {
        var numbers: Set<Int64> = []
        for row in rows {
            let entry = row.numbers
            numbers.formUnion([
                row.key.origin, entry.tool, entry.provider, entry.model, entry.answered, entry.principal, entry.key,
            ])
        }
        return try Words(database, numbers)
    }

    /// A request as it stands in its row; nil if that is a call, or what a newer version wrote.
    static func request(_ row: UsageRow, _ words: Words) -> Receipt? {
        let numbers = row.numbers
        guard let shape = EventShape(number: numbers.shape), shape.kind == .request else { return nil }
        let id = RequestNumber(origin: words[row.key.origin], number: row.key.number)
        var receipt = Receipt(requestID: id.text)
        receipt.time = row.time
        receipt.layer = shape.layer
        receipt.surface = shape.surface
        receipt.status = Int(numbers.status)
        receipt.marks = marks(numbers)
        receipt.duration = numbers.duration
        receipt.tool = words[numbers.tool]
        receipt.principal = words[numbers.principal]
        receipt.provider = words[numbers.provider]
        receipt.model = words[numbers.model]
        receipt.answeredModel = answered(numbers, words)
        if receipt.isDeflected {
            if receipt.marks.contains(.counted) { receipt.sparedCounts = numbers.counts }
            receipt.sparedCost = numbers.money
        }
        return receipt
    }

    private static func call(_ numbers: EntryNumbers, _ words: Words) -> Receipt.Call {
        var call = Receipt.Call()
        call.provider = words[numbers.provider]
        call.model = words[numbers.model]
        call.answeredModel = answered(numbers, words)
        let key = words[numbers.key]
        call.key = key.isEmpty ? nil : key
        call.status = Int(numbers.status)
        call.marks = marks(numbers)
        call.duration = numbers.duration
        call.counts = numbers.counts
        call.cost = numbers.money
        return call
    }

    private static func marks(_ numbers: EntryNumbers) -> UsageEvent.Marks {
        UsageEvent.Marks(rawValue: UInt16(truncatingIfNeeded: numbers.marks))
    }

    private static func answered(_ numbers: EntryNumbers, _ words: Words) -> String? {
        let text = words[numbers.answered]
        return text.isEmpty ? nil : text
    }

    // MARK: Sessions

    /// The sessions that were used last, newest first.
    public func sessions(_ limit: Int, since: Int64) async throws(StorageFailure) -> [SessionUsage] {
        try await store.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT s.*, w.text AS provider_name FROM usage_session s LEFT JOIN usage_word w ON w.id = s.provider
                    WHERE s.last >= ? ORDER BY s.last DESC LIMIT ?
                    """, arguments: [since, limit]
            ).map { row in
                var session = SessionUsage(
                    name: row["name"], provider: row["provider_name"] ?? "", first: row["first"], last: row["last"],
                    calls: row["calls"], input: row["input"], cachedRead: row["cached_read"],
                    cacheWrite: row["cache_write"], cost: Money(nanos: row["cost"]))
                session.compared = row["compared"]
                session.clientBreaks = row["client_breaks"]
                session.gatewayBreaks = row["gateway_breaks"]
                return session
            }
        }
    }
}
