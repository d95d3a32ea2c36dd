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
    private struct Words {
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

    /// The latest requests, newest first.
    public func recent(_ limit: Int) async throws(StorageFailure) -> [Receipt] {
        try await store.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM usage_event WHERE shape & 1 = 0 ORDER BY id DESC LIMIT ?",
                arguments: [limit])
            let words = try Self.words(database, rows)
            return rows.compactMap { Self.request($0, words) }
        }
    }

    /// What is known of one request; nil if it is not, or not any more.
    public func receipt(_ id: String) async throws(StorageFailure) -> Receipt? {
        let number = RequestNumber(id)
        return try await store.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM usage_event WHERE number = ? AND origin =
                        (SELECT id FROM usage_word WHERE kind = \(WordKind.origin.rawValue) AND text = ?) ORDER BY part
                    """, arguments: [number.number, number.origin])
            let words = try Self.words(database, rows)
            var receipt = rows.lazy.compactMap { Self.request($0, words) }.first
            guard receipt != nil || !rows.isEmpty else { return nil }
            receipt = receipt ?? Receipt(requestID: id)
            let origin = rows[0]["origin"] as Int64? ?? 0
            let breaks = try Self.prefixBreaks(database, origin: origin, number: number.number)
            for row in rows where (row["shape"] as Int64? ?? 0) & 1 == 1 {
                var call = Self.call(row, words)
                call.prefixBreak = breaks[row["part"] as Int64? ?? 0]
                receipt?.calls.append(call)
            }
            return receipt
        }
    }

    private static let wordColumns = ["origin", "tool", "provider", "model", "answered", "principal", "key"]

    private static func words(_ database: Database, _ rows: [Row]) throws -> Words {
        var numbers: Set<Int64> = []
        for row in rows { for column in wordColumns { numbers.insert(row[column] as Int64? ?? 0) } }
        return try Words(database, numbers)
    }

    private static func request(_ row: Row, _ words: Words) -> Receipt? {
        let shape = row["shape"] as Int64? ?? 0
        guard shape & 1 == 0, let shape = EventShape(number: shape) else { return nil }
        let id = RequestNumber(origin: words[row["origin"] as Int64? ?? 0], number: row["number"])
        var receipt = Receipt(requestID: id.text)
        receipt.time = row["time"]
        receipt.layer = shape.layer
        receipt.surface = shape.surface
        receipt.status = row["status"]
        receipt.marks = marks(row)
        receipt.duration = row["duration"]
        receipt.tool = words[row["tool"]]
        receipt.principal = words[row["principal"]]
        receipt.provider = words[row["provider"]]
        receipt.model = words[row["model"]]
        receipt.answeredModel = answered(row, words)
        if receipt.isDeflected {
            if receipt.marks.contains(.counted) { receipt.sparedCounts = counts(row) }
            receipt.sparedCost = money(row)
        }
        return receipt
    }

    private static func call(_ row: Row, _ words: Words) -> Receipt.Call {
        var call = Receipt.Call()
        call.provider = words[row["provider"]]
        call.model = words[row["model"]]
        call.answeredModel = answered(row, words)
        let key = words[row["key"]]
        call.key = key.isEmpty ? nil : key
        call.status = row["status"]
        call.marks = marks(row)
        call.duration = row["duration"]
        call.counts = counts(row)
        call.cost = money(row)
        return call
    }

    private static func marks(_ row: Row) -> UsageEvent.Marks {
        UsageEvent.Marks(rawValue: UInt16(truncatingIfNeeded: row["marks"] as Int64? ?? 0))
    }

    private static func answered(_ row: Row, _ words: Words) -> String? {
        let text = words[row["answered"]]
        return text.isEmpty ? nil : text
    }

    private static func money(_ row: Row) -> Money? { (row["money"] as Int64?).map { Money(nanos: $0) } }

    private static func counts(_ row: Row) -> TokenCounts {
        var counts = TokenCounts()
        counts.input = row["input"]
        counts.output = row["output"]
        counts.reasoning = row["reasoning"]
        counts.cachedRead = row["cached_read"]
        counts.cacheWrite5m = row["cache_write_5m"]
        counts.cacheWrite1h = row["cache_write_1h"]
        counts.audioInput = row["audio_input"]
        counts.imageInput = row["image_input"]
        counts.audioOutput = row["audio_output"]
        return counts
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
