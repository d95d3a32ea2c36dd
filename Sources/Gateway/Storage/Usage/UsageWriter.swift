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
        var principal: (principal: Principal, number: Int64)?
        /// The latest word of each kind, which is mostly the next one, too.
        var latest = [(text: String, number: Int64)?](repeating: nil, count: WordKind.allCases.count + 1)
        var price: LatestPrice?
        var nextPrune: Int64 = 0
    }

    /// What was looked up in the price table last.
    private struct LatestPrice {
        var provider: String
        var asked: String
        var answered: String?
        var day: Int
        var price: ModelPrice?
    }

    let store: StateStore
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
                undone: { [self] in forget() },
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
        let (origin, number) = try place(of: event.requestID, &memory, in: database)
        func word(_ text: String?, _ kind: WordKind, _ memory: inout Memory) throws -> Int64 {
            guard let text, !text.isEmpty else { return 0 }
            if let latest = memory.latest[Int(kind.rawValue)], latest.text == text { return latest.number }
            let number = try memory.words.number(of: text, kind, in: database) ?? 0
            memory.latest[Int(kind.rawValue)] = (text, number)
            return number
        }
        var row = UsageRow(event, origin: origin, number: number, money: cost(of: event, &memory))
        row.tool = try word(event.tool, .tool, &memory)
        row.provider = try word(event.provider, .provider, &memory)
        row.model = try word(event.model, .model, &memory)
        // Mostly the same as was asked for.
        if let answered = event.answeredModel, answered != event.model {
            row.answered = try memory.words.number(of: answered, .model, in: database) ?? 0
        }
        if let known = memory.principal, known.principal == event.principal {
            row.principal = known.number
        } else {
            row.principal = try memory.words.number(of: event.principal.ledgerName, .principal, in: database) ?? 0
            memory.principal = (event.principal, row.principal)
        }
        row.key = try word(event.key, .key, &memory)
        try batch.add(row, event)
    }

    /// The two parts of a request's id as numbers.
    private func place(
        of requestID: String, _ memory: inout Memory, in database: Database
    ) throws -> (origin: Int64, number: Int64) {
        if let known = memory.origin, let number = RequestNumber.number(of: requestID, from: known.text) {
            return (known.number, number)
        }
        let id = RequestNumber(requestID)
        let origin = try memory.words.number(of: id.origin, .origin, in: database) ?? 0
        memory.origin = (id.origin, origin)
        return (origin, id.number)
    }

    /// The numbers of the words that an entry about a prompt has.
    func words(
        of event: PrefixEvent, origin: String, in database: Database
    ) throws -> (origin: Int64, provider: Int64, principal: Int64) {
        try memory.withLock { memory in
            func number(_ text: String, _ kind: WordKind) throws -> Int64 {
                try memory.words.number(of: text, kind, in: database) ?? 0
            }
            return (
                try number(origin, .origin), try number(event.provider, .provider),
                try number(event.principal.ledgerName, .principal)
            )
        }
    }

    /// Forgets what was remembered of writes that were undone.
    func forget() { memory.withLock { $0 = Memory() } }

    /// What an entry cost, or would have.
    private func cost(of event: UsageEvent, _ memory: inout Memory) -> Money? {
        guard event.marks.contains(.counted) else { return nil }
        if let told = prices.told(provider: event.provider, counts: event.counts) { return told }
        let day = Int(event.time / 86_400_000)
        if let latest = memory.price, latest.day == day, latest.provider == event.provider,
            latest.asked == event.model, latest.answered == event.answeredModel
        {
            return latest.price?.cost(event.counts)
        }
        let price = prices.price(
            provider: event.provider, asked: event.model, answered: event.answeredModel, day: day)
        memory.price = LatestPrice(
            provider: event.provider, asked: event.model, answered: event.answeredModel, day: day, price: price)
        return price?.cost(event.counts)
    }
}
