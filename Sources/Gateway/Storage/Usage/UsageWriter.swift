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
        var origin = LatestWord()
        var tool = LatestWord()
        var provider = LatestWord()
        var model = LatestWord()
        var key = LatestWord()
        var principal: (principal: Principal, number: Int64)?
        var price = LatestPrice()
        var buffer = EntryBuffer()
        var sums = SumBook()
        var pruning = UsagePruning()
        var nextPrune: Int64 = 0
    }

    /// What was looked up in the price table last.
    private struct LatestPrice {
        var provider = ""
        var asked = ""
        var answered: String?
        var day = -1
        var price: ModelPrice?

        func isFor(_ event: UsageEvent, _ day: Int) -> Bool {
            self.day == day && provider == event.provider && asked == event.model && answered == event.answeredModel
        }
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
                undone: { [self] in forget() }, conclusion: { [self] database in try conclude(database) },
                body: { [self] database in try write(events, to: database) }))
    }

    private func write(_ events: [UsageEvent], to database: Database) throws {
        try memory.withLock { memory in
            try events.withUnsafeBufferPointer { events in
                // What the buffer holds are entries from here on.
                var first = 0
                for place in events.indices {
                    // Copied once, not with each use.
                    let event = events[place]
                    if let key = try key(of: event, &memory, in: database) {
                        let row = try row(of: event, key, &memory, in: database)
                        memory.buffer.add(row)
                        guard memory.buffer.isFull else { continue }
                    } else {
                        // What key is free shows when all before it are in the table.
                        try Self.insert(events, &first, place, &memory.buffer, &memory.sums, database)
                        let key = try Self.keyAmongOthers(event, &memory.words, in: database)
                        let row = try row(of: event, key, &memory, in: database)
                        memory.buffer.add(row)
                    }
                    try Self.insert(events, &first, place + 1, &memory.buffer, &memory.sums, database)
                }
                try Self.insert(events, &first, events.count, &memory.buffer, &memory.sums, database)
            }
        }
    }

    /// Inserts what the buffer holds. What was there already is left alone and not counted again.
    private static func insert(
        _ events: UnsafeBufferPointer<UsageEvent>, _ first: inout Int, _ end: Int, _ buffer: inout EntryBuffer,
        _ sums: inout SumBook, _ database: Database
    ) throws {
        try buffer.insert(into: database) { place, row in sums.add(events[first + place], row.numbers) }
        first = end
    }

    /// Writes what a group of batches came to.
    private func conclude(_ database: Database) throws {
        try memory.withLock { memory in
            guard memory.sums.isOpen else { return }
            try memory.sums.write(to: database)
            let now = clock()
            guard now >= memory.nextPrune else { return }
            let isDone = try memory.pruning.prune(database, before: now - retention, now: now)
            memory.nextPrune = now + (isDone ? 60_000 : 500)
        }
    }

    private func row(
        of event: UsageEvent, _ key: EntryKey, _ memory: inout Memory, in database: Database
    ) throws -> UsageRow {
        var row = UsageRow(event, key: key, money: cost(of: event, &memory.price))
        row.numbers.tool = try memory.words.number(of: event.tool, .tool, latest: &memory.tool, in: database)
        row.numbers.provider = try memory.words.number(
            of: event.provider, .provider, latest: &memory.provider, in: database)
        row.numbers.model = try memory.words.number(of: event.model, .model, latest: &memory.model, in: database)
        // Mostly the same as was asked for.
        if let answered = event.answeredModel, answered != event.model {
            row.numbers.answered = try memory.words.number(of: answered, .model, in: database) ?? 0
        }
        if let known = memory.principal, known.principal == event.principal {
            row.numbers.principal = known.number
        } else {
            let number = try memory.words.number(of: event.principal.ledgerName, .principal, in: database) ?? 0
            row.numbers.principal = number
            memory.principal = (event.principal, number)
        }
        if let key = event.key {
            row.numbers.key = try memory.words.number(of: key, .key, latest: &memory.key, in: database)
        }
        row.numbers.session = try memory.sums.session(of: event, row.numbers, in: database)
        return row
    }

    // MARK: Keys

    /// The key of an entry; nil if its request's id cannot have one.
    private func key(of event: UsageEvent, _ memory: inout Memory, in database: Database) throws -> EntryKey? {
        if let number = RequestNumber.number(of: event.requestID, from: memory.origin.text) {
            return EntryKey(origin: memory.origin.number, number: number, part: Int64(event.part))
        }
        let id = RequestNumber(event.requestID)
        guard let origin = try memory.words.origin(id.origin, in: database) else { return nil }
        if id.number >= 0 { memory.origin = LatestWord(text: id.origin, number: origin) }
        return EntryKey(origin: origin, number: id.number, part: Int64(event.part))
    }

    /// A free key for an entry that has none of its own: it is counted, though no receipt can find it.
    private static func keyAmongOthers(
        _ event: UsageEvent, _ words: inout WordBook, in database: Database
    ) throws -> EntryKey {
        let origin = try words.number(of: WordKind.others, .origin, in: database) ?? 0
        let part: Int64 = event.kind == .request ? 0 : 1
        if EntryKey(origin: origin, number: 0, part: 0) != nil {
            let keys = EntryKey.numbered(of: origin)
            let last = try Int64.fetchOne(
                database, sql: "SELECT id FROM usage_entry WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
                arguments: [keys.lowerBound, keys.upperBound])
            let number = last.map { EntryKey(id: $0).number + 1 } ?? 0
            if let key = EntryKey(origin: origin, number: number, part: part) { return key }
        }
        throw StorageFailure.refused(reason: "the ledger has no key left for a request's id")
    }

    /// The numbers of the words that an entry about a prompt has.
    func words(
        of event: PrefixEvent, origin: String, in database: Database
    ) throws -> (origin: Int64?, provider: Int64, principal: Int64) {
        try memory.withLock { memory in
            func number(_ text: String, _ kind: WordKind) throws -> Int64 {
                try memory.words.number(of: text, kind, in: database) ?? 0
            }
            return (
                try memory.words.origin(origin, in: database), try number(event.provider, .provider),
                try number(event.principal.ledgerName, .principal)
            )
        }
    }

    /// Forgets what was remembered of writes that were undone.
    func forget() { memory.withLock { $0 = Memory() } }

    /// What an entry cost, or would have.
    private func cost(of event: UsageEvent, _ latest: inout LatestPrice) -> Money? {
        guard event.marks.contains(.counted) else { return nil }
        if let told = prices.told(provider: event.provider, counts: event.counts) { return told }
        let day = Int(event.time / 86_400_000)
        if !latest.isFor(event, day) {
            let price = prices.price(
                provider: event.provider, asked: event.model, answered: event.answeredModel, day: day)
            latest = LatestPrice(
                provider: event.provider, asked: event.model, answered: event.answeredModel, day: day, price: price)
        }
        return latest.price?.cost(event.counts)
    }
}
