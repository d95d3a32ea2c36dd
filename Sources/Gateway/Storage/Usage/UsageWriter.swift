// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
public import Ledger
import Locking

/// Takes entries of the ledger in batches, and has them priced, written and added up by the database's writer.
public final class UsageWriter: Sendable {
    /// What the writer's thread remembers between batches.
    private struct Memory {
        var words = WordBook()
        var origin: (text: String, number: Int64)?
        var nextPrune: Int64 = 0
    }

    private let store: StateStore
    private let prices: PriceTable
    private let retention: Int64
    private let memory = Locked(Memory())
    private let clock: @Sendable () -> Int64

    /// - Parameter retentionDays: how long entries are kept; their sums are kept longer.
    /// - Parameter clock: the time of day in milliseconds since 1970.
    public init(
        _ store: StateStore, prices: PriceTable, retentionDays: Int, clock: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.prices = prices
        retention = Int64(retentionDays) * 86_400_000
        self.clock = clock
    }

    /// Takes entries to be written soon; what the database cannot take is dropped and counted.
    public func take(_ events: [UsageEvent]) {
        guard !events.isEmpty else { return }
        store.submit(
            StateWrite(
                bytes: events.reduce(0) { $0 + $1.footprint }, entries: events.count,
                undone: { [self] in memory.withLock { $0 = Memory() } },
                body: { [self] database in try write(events, to: database) }))
    }

    private func write(_ events: [UsageEvent], to database: Database) throws {
        try memory.withLock { memory in
            var batch = try UsageBatch(database)
            for event in events { try write(event, &batch, &memory) }
            try batch.finish(database)
            let now = clock()
            if now >= memory.nextPrune {
                let isDone = try UsagePruning(retention: retention).prune(database, now: now)
                memory.nextPrune = now + (isDone ? 60_000 : 500)
            }
        }
    }

    private func write(_ event: UsageEvent, _ batch: inout UsageBatch, _ memory: inout Memory) throws {
        let database = batch.database
        let id = RequestNumber(event.requestID)
        let origin: Int64
        if let known = memory.origin, known.text == id.origin {
            origin = known.number
        } else {
            origin = try memory.words.number(of: id.origin, .origin, in: database) ?? 0
            memory.origin = (id.origin, origin)
        }
        func word(_ text: String?, _ kind: WordKind, _ words: inout WordBook) throws -> Int64 {
            guard let text else { return 0 }
            return try words.number(of: text, kind, in: database) ?? 0
        }
        var row = UsageRow(event, origin: origin, number: id.number, money: cost(of: event))
        row.tool = try word(event.tool, .tool, &memory.words)
        row.provider = try word(event.provider, .provider, &memory.words)
        row.model = try word(event.model, .model, &memory.words)
        // Mostly the same as was asked for.
        if let answered = event.answeredModel, answered != event.model {
            row.answered = try word(answered, .model, &memory.words)
        }
        row.principal = try word(event.principal.ledgerName, .principal, &memory.words)
        row.key = try word(event.key, .key, &memory.words)
        try batch.add(row, event)
    }

    /// What an entry cost, or would have.
    private func cost(of event: UsageEvent) -> Money? {
        guard event.marks.contains(.counted) else { return nil }
        return prices.cost(
            provider: event.provider, asked: event.model, answered: event.answeredModel, counts: event.counts,
            day: Int(event.time / 86_400_000))
    }
}
