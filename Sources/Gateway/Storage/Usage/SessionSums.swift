// SPDX-License-Identifier: Apache-2.0

import GRDB
import Ledger

/// What calls add to the sums of their sessions, until it is written.
struct SessionSums {
    private struct Key: Hashable {
        var name: String
        var principal: Int64
        var provider: Int64
    }

    private struct Sums {
        var last: Int64
        var calls: Int64 = 0
        var input: Int64 = 0
        var cachedRead: Int64 = 0
        var cacheWrite: Int64 = 0
        var cost: Int64 = 0
    }

    /// Numbers of sessions, none of which can be removed from the table meanwhile.
    private var numbers: [Key: Int64] = [:]
    private var sums: [Int64: Sums] = [:]

    /// Whether sessions were named since the last writing.
    var isOpen: Bool { !numbers.isEmpty }

    /// The number of a session, which is written down if the table does not have it.
    mutating func number(
        of name: String, principal: Int64, provider: Int64, time: Int64, in database: Database
    ) throws -> Int64 {
        let key = Key(name: String(name.prefix(WordKind.longest)), principal: principal, provider: provider)
        if let known = numbers[key] { return known }
        let find = try database.cachedStatement(
            sql: "SELECT id FROM usage_session WHERE name = ? AND principal = ? AND provider = ?")
        let number: Int64
        if let found = try Int64.fetchOne(find, arguments: [key.name, principal, provider]) {
            number = found
        } else {
            try database.cachedStatement(
                sql: """
                    INSERT INTO usage_session
                    (name, principal, provider, first, last, calls, input, cached_read, cache_write, cost)
                    VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0, 0)
                    """
            ).execute(arguments: [key.name, principal, provider, time, time])
            number = database.lastInsertedRowID
        }
        numbers[key] = number
        return number
    }

    /// Takes in a call.
    mutating func add(_ event: UsageEvent, _ entry: EntryNumbers) {
        var sums = sums[entry.session] ?? Sums(last: event.time)
        sums.last = max(sums.last, event.time)
        sums.calls += 1
        sums.input &+= event.counts.input
        sums.cachedRead &+= event.counts.cachedRead
        sums.cacheWrite &+= event.counts.cacheWrite5m &+ event.counts.cacheWrite1h
        sums.cost &+= entry.money?.nanos ?? 0
        self.sums[entry.session] = sums
    }

    /// Writes the sums and begins anew.
    mutating func write(to database: Database) throws {
        defer {
            numbers = [:]
            sums = [:]
        }
        for (number, sums) in sums {
            let bound = BoundRow(
                try database.cachedStatement(
                    sql: """
                        UPDATE usage_session SET last = max(last, ?), calls = calls + ?, input = input + ?,
                        cached_read = cached_read + ?, cache_write = cache_write + ?, cost = cost + ? WHERE id = ?
                        """))
            bound.bind([sums.last, sums.calls, sums.input, sums.cachedRead, sums.cacheWrite, sums.cost, number])
            try bound.run(database)
        }
    }
}
