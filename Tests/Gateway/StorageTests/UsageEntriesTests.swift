// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
import Ledger
import Testing

@testable import Storage

/// The table of entries: one key for each, found by its request, listed by time, removed by age.
@Suite("Usage entries")
struct UsageEntriesTests {
    let folder: TemporaryFolder
    let store: StateStore
    /// 2026-11-29, 12:00.
    static let noon: Int64 = 1_795_953_600_000
    static let day: Int64 = 86_400_000

    init() throws {
        folder = try TemporaryFolder()
        store = StateStore.open(folder.databasePath) { _ in }
    }

    private func writer(retentionDays: Int = 30, now: Int64 = noon) throws -> UsageWriter {
        UsageWriter(
            store, prices: try PriceTable("openai m in=1 out=2"), retentionDays: retentionDays, clock: { now })
    }

    private static func request(_ id: String, time: Int64 = noon, duration: Int64 = 100) -> UsageEvent {
        var event = UsageEvent(
            .request, time: time, requestID: id, layer: .exactCache, status: 200, surface: .chatCompletions,
            tool: "codex",
            principal: .local)
        event.provider = "openai"
        event.model = "m"
        event.counts.input = 100
        event.marks = [.counted]
        event.duration = duration
        return event
    }

    private static func call(_ id: String, part: Int = 1, time: Int64 = noon) -> UsageEvent {
        var event = request(id, time: time)
        event.kind = .call
        event.layer = .provider
        event.part = part
        return event
    }

    private static func id(_ loop: Int, _ number: Int, start: String = "abc") -> String {
        "isr-\(start)-\(loop)-\(String(number, radix: 16))"
    }

    private func sums() async throws -> UsageSums {
        try await UsageReader(store).totals(since: 0, now: Self.noon, by: []).first?.sums ?? UsageSums()
    }

    private func count() async throws -> Int? {
        try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM usage_entry") }
    }

    // MARK: Once

    @Test("entries that are there already are left alone, wherever they stand in a batch")
    func countsOnce() async throws {
        let writer = try writer()
        writer.take((0..<100).map { Self.request(Self.id(0, $0)) })
        await store.flush()
        // Some old ones among many new ones, and one twice in the same batch.
        var batch = (100..<228).map { Self.request(Self.id(0, $0)) }
        for (place, number) in [(3, 5), (40, 99), (127, 0)] {
            batch[place] = Self.request(Self.id(0, number))
            batch[place].counts.input = 7
        }
        batch[60] = batch[59]
        writer.take(batch)
        await store.flush()
        let sums = try await sums()
        #expect(sums.requests == 100 + 128 - 4)
        #expect(sums.savedPrompt == 100 * sums.requests)
        #expect(try await count() == 224)
        #expect(try await UsageReader(store).receipt(Self.id(0, 5))?.sparedCounts?.input == 100)
        #expect(store.report.refused == 0)
        await store.stop()
    }

    @Test("sums of several batches in one commit are whole")
    func addsUpAcrossBatches() async throws {
        let writer = try writer()
        for batch in 0..<40 {
            writer.take(
                (0..<7).map {
                    Self.request(Self.id(batch % 3, batch * 7 + $0), time: Self.noon + Int64(batch % 2) * Self.day)
                })
        }
        await store.flush()
        #expect(try await sums().requests == 280)
        let days = try await UsageReader(store).totals(since: 0, now: Self.noon, by: [.day])
        #expect(days.map(\.sums.requests) == [140, 140])
        await store.stop()
    }

    @Test("a batch that is undone leaves nothing, and counts once when it comes again")
    func countsOnceAfterFailure() async throws {
        let writer = try writer()
        writer.take((0..<50).map { Self.request(Self.id(0, $0)) })
        // Its group is done over without it.
        store.submit(StateWrite(bytes: 1) { try $0.execute(sql: "INSERT INTO nowhere VALUES (1)") })
        writer.take((50..<60).map { Self.request(Self.id(0, $0)) })
        await store.flush()
        #expect(try await sums().requests == 60)
        #expect(try await count() == 60)
        #expect(store.report.refused == 1)
        await store.stop()
    }

    // MARK: Receipts

    @Test("calls that end long after their request belong to it, also after a restart")
    func takesLateParts() async throws {
        let writer = try writer()
        writer.take([Self.request(Self.id(0, 5)), Self.call(Self.id(0, 5))])
        writer.take((6..<300).map { Self.request(Self.id(0, $0)) })
        writer.take([Self.request(Self.id(1, 5)), Self.request(Self.id(0, 5, start: "abd"))])
        await store.flush()
        let again = try self.writer()
        again.take([Self.call(Self.id(0, 5), part: 2), Self.call(Self.id(0, 5), part: 1)])
        await store.flush()
        let reader = UsageReader(store)
        #expect(try await reader.receipt(Self.id(0, 5))?.calls.count == 2)
        #expect(try await reader.receipt(Self.id(1, 5))?.calls.isEmpty == true)
        #expect(try await reader.receipt(Self.id(0, 5, start: "abd"))?.calls.isEmpty == true)
        #expect(try await reader.receipt(Self.id(2, 5)) == nil)
        await store.stop()
    }

    @Test("ids without a number, with a long one, and parts beyond all bounds are kept apart")
    func keepsOddIDsApart() async throws {
        let writer = try writer()
        let ids = [
            "isr-x-0-100000005", "isr-x-0-5", "isr-x-0-1", "isr-x-0-05", "isr-x-0-", "odd",
            String(repeating: "l", count: 300) + "-5",
            String(repeating: "l", count: 300) + "-6",
        ]
        writer.take(ids.map { Self.request($0) })
        writer.take([
            Self.call("isr-x-0-5", part: 255), Self.call("isr-x-0-5", part: 256), Self.call("isr-x-0-5", part: 512),
        ])
        await store.flush()
        #expect(try await sums().requests == Int64(ids.count))
        #expect(try await sums().calls == 3)
        let reader = UsageReader(store)
        for id in ids.dropLast(2) { #expect(try await reader.receipt(id)?.requestID == id) }
        // What has no key of its own is counted, and no receipt finds it.
        #expect(try await reader.receipt(ids[6]) == nil)
        #expect(try await reader.receipt("isr-x-0-5")?.calls.count == 1)
        await store.stop()
    }

    @Test("beginnings of ids beyond what the dictionary takes do not make two requests one")
    func keepsSurplusOriginsApart() async throws {
        let limit = WordKind.origin.limit
        try await store.commit { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(limit))
                    INSERT INTO usage_word (kind, text) SELECT \(WordKind.origin.rawValue), 'isr-full-' || i || '-' FROM n
                    """)
        }
        let writer = try writer()
        writer.take([Self.request(Self.id(0, 1)), Self.request(Self.id(1, 1)), Self.call(Self.id(1, 1))])
        writer.take([Self.request(Self.id(2, 1)), Self.request("isr-full-7-1")])
        await store.flush()
        #expect(try await sums().requests == 4)
        #expect(try await sums().calls == 1)
        #expect(try await UsageReader(store).receipt("isr-full-7-1") != nil)
        await store.stop()
    }

    // MARK: The latest

    @Test("the latest requests of several origins are told by when they began")
    func listsLatest() async throws {
        let writer = try writer()
        // Two loops at a time, three starts, every other minute another loop.
        var expected: [String] = []
        for number in 0..<60 {
            let id = Self.id(number % 2, number, start: "s\(number / 20)")
            let time = Self.noon + Int64(number) * 60_000
            writer.take([Self.request(id, time: time), Self.call(id, time: time)])
            expected.insert(id, at: 0)
        }
        await store.flush()
        let reader = UsageReader(store)
        for limit in [1, 7, 25, 60, 100] {
            #expect(try await reader.recent(limit).map(\.requestID) == Array(expected.prefix(limit)))
        }
        #expect(try await reader.recent(0).isEmpty)
        await store.stop()
    }

    @Test("a request that took long stands where it began")
    func listsByBeginning() async throws {
        let writer = try writer()
        writer.take([
            Self.request(Self.id(0, 2), time: Self.noon + 10), Self.request(Self.id(0, 3), time: Self.noon + 20),
            Self.request(Self.id(0, 1), time: Self.noon + 1000, duration: 995_000),
            Self.request(Self.id(1, 1), time: Self.noon + 15),
        ])
        await store.flush()
        #expect(
            try await UsageReader(store).recent(3).map(\.requestID) == [Self.id(0, 3), Self.id(1, 1), Self.id(0, 2)])
        await store.stop()
    }

    @Test("entries that a newer version wrote are passed over")
    func passesOverUnknown() async throws {
        let writer = try writer()
        writer.take([Self.request(Self.id(0, 1)), Self.request(Self.id(0, 2))])
        await store.flush()
        try await store.commit { database in
            try database.execute(
                sql: "UPDATE usage_entry SET entry = x'02000000' WHERE id = (SELECT max(id) FROM usage_entry)")
        }
        let reader = UsageReader(store)
        #expect(try await reader.recent(5).map(\.requestID) == [Self.id(0, 1)])
        #expect(try await reader.receipt(Self.id(0, 2)) == nil)
        await store.stop()
    }

    // MARK: Removing

    private func prune(_ pruning: UsagePruning, before oldest: Int64) async throws -> (UsagePruning, Bool) {
        try await store.commit { database in
            var pruning = pruning
            let isDone = try pruning.prune(database, before: oldest, now: Self.noon)
            return (pruning, isDone)
        }
    }

    @Test("old entries go from every origin, however much a busy one has")
    func prunesAllOrigins() async throws {
        let writer = try writer(retentionDays: 400)
        let old = Self.noon - 40 * Self.day
        for start in stride(from: 0, to: 5000, by: 500) {
            writer.take((start..<start + 500).map { Self.request(Self.id(0, $0), time: old) })
        }
        writer.take((0..<10).map { Self.request(Self.id(1, $0), time: old) })
        writer.take((10..<20).map { Self.request(Self.id(1, $0), time: Self.noon) })
        writer.take((0..<10).map { Self.request(Self.id(2, $0), time: Self.noon) })
        writer.take((0..<10).map { Self.request(Self.id(3, $0), time: old) })
        await store.flush()
        var (pruning, isDone) = (UsagePruning(), false)
        var steps = 0
        while !isDone {
            let before = try await count() ?? 0
            (pruning, isDone) = try await prune(pruning, before: Self.noon - 30 * Self.day)
            #expect(before - (try await count() ?? 0) <= 2000)
            steps += 1
            try #require(steps < 10)
        }
        #expect(try await count() == 20)
        #expect(steps == 3)
        // And once more from the beginning.
        (pruning, isDone) = try await prune(pruning, before: Self.noon - 30 * Self.day)
        #expect(isDone)
        #expect(try await count() == 20)
        await store.stop()
    }

    @Test("a clock that was ahead for a while does not keep what is behind it for ever")
    func prunesBehindClockJump() async throws {
        let writer = try writer(retentionDays: 400)
        let old = Self.noon - 40 * Self.day
        writer.take((0..<20).map { Self.request(Self.id(0, $0), time: Self.noon + 900 * Self.day) })
        writer.take((20..<200).map { Self.request(Self.id(0, $0), time: old) })
        await store.flush()
        let (_, isDone) = try await prune(UsagePruning(), before: Self.noon - 30 * Self.day)
        #expect(isDone)
        #expect(try await count() == 20)
        await store.stop()
    }

    @Test("many origins are looked at some at a time")
    func prunesManyOrigins() async throws {
        let writer = try writer(retentionDays: 400)
        writer.take((0..<600).map { Self.request(Self.id($0, 1), time: Self.noon - 40 * Self.day) })
        await store.flush()
        var (pruning, isDone) = (UsagePruning(), false)
        var left: [Int?] = []
        while !isDone, left.count < 10 {
            (pruning, isDone) = try await prune(pruning, before: Self.noon - 30 * Self.day)
            left.append(try await count())
        }
        #expect(left == [344, 88, 0])
        await store.stop()
    }
}
