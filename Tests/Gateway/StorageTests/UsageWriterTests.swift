// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import GRDB
import Ledger
import Testing

@testable import Storage

@Suite("Usage writer")
struct UsageWriterTests {
    let folder: TemporaryFolder
    let store: StateStore
    /// 2026-11-29, 12:00.
    static let noon: Int64 = 1_795_953_600_000

    init() throws {
        folder = try TemporaryFolder()
        store = StateStore.open(folder.databasePath) { _ in }
    }

    private func writer(retentionDays: Int = 30, now: Int64 = noon) throws -> UsageWriter {
        UsageWriter(
            store, prices: try PriceTable("openai m in=1 read=0.5 out=2"), retentionDays: retentionDays, clock: { now })
    }

    private static func call(_ number: Int, time: Int64 = noon, output: Int64 = 10, model: String = "m") -> UsageEvent {
        var event = UsageEvent(
            .call, time: time, requestID: "isr-abc-0-\(String(number, radix: 16))", layer: .provider, status: 200,
            surface: .chatCompletions, tool: "codex", principal: .local)
        event.part = 1
        event.provider = "openai"
        event.model = model
        event.session = "s1"
        event.counts.input = 100
        event.counts.cachedRead = 50
        event.counts.output = output
        event.marks = [.counted]
        return event
    }

    private static func hit(_ number: Int, time: Int64 = noon) -> UsageEvent {
        var event = call(number, time: time)
        event.kind = .request
        event.part = 0
        event.layer = .exactCache
        event.duration = 120
        return event
    }

    private func totals(_ dimensions: [UsageTotal.Dimension] = []) async throws -> [UsageTotal] {
        try await UsageReader(store).totals(since: 0, now: Self.noon, by: dimensions)
    }

    @Test("adds up what calls cost and what hits spared, in whole nano-dollars")
    func addsUp() async throws {
        let writer = try writer()
        writer.take([Self.call(1), Self.call(2, output: 20), Self.hit(3)])
        writer.take([Self.call(4, model: "unpriced")])
        await store.flush()
        let sums = try #require(try await totals().first).sums
        #expect(sums.calls == 3)
        #expect(sums.requests == 1)
        #expect(sums.deflected == 1)
        #expect(sums.cost == 310_000)
        #expect(sums.savedCost == 145_000)
        #expect(sums.savedPrompt == 150)
        #expect(sums.unpricedCalls == 1)
        #expect(sums.input == 300)
        #expect(sums.cachedShare == 3333)
        let models = try await totals([.model, .layer])
        #expect(models.count == 3)
        #expect(models.first { $0.model == "unpriced" }?.sums.cost == 0)
        await store.stop()
    }

    @Test("an entry that comes twice is counted once")
    func countsOnce() async throws {
        let writer = try writer()
        writer.take([Self.call(1), Self.hit(1)])
        writer.take([Self.call(1), Self.hit(1), Self.call(2)])
        await store.flush()
        let sums = try #require(try await totals().first).sums
        #expect(sums.calls == 2)
        #expect(sums.requests == 1)
        await store.stop()
    }

    @Test("sums by hour and by day say the same as the entries")
    func sumsAgree() async throws {
        let writer = try writer()
        for number in 0..<500 {
            writer.take([Self.call(number, time: Self.noon + Int64(number) * 700_000, output: Int64(number))])
        }
        await store.flush()
        let found = try await store.read { database in
            try (
                UsageRow.fetch(database, "1", []).reduce(0) { $0 + ($1.numbers.money?.nanos ?? 0) },
                Int64.fetchOne(database, sql: "SELECT sum(cost) FROM usage_hour"),
                Int64.fetchOne(database, sql: "SELECT sum(cost) FROM usage_day"),
                Int.fetchOne(database, sql: "SELECT count(DISTINCT start) FROM usage_hour")
            )
        }
        #expect(found.0 == found.1)
        #expect(found.0 == found.2)
        #expect(found.3 == 98)
        await store.stop()
    }

    @Test("a receipt tells the request and its calls")
    func givesReceipts() async throws {
        let writer = try writer()
        var request = Self.hit(9)
        request.layer = .provider
        request.marks = []
        var first = Self.call(9)
        first.status = 503
        first.marks = [.broken]
        first.counts = TokenCounts()
        var second = Self.call(9)
        second.part = 2
        second.answeredModel = "m-2026-01-01"
        writer.take([first, second, request])
        writer.take([Self.hit(10)])
        await store.flush()
        let reader = UsageReader(store)
        let receipt = try #require(try await reader.receipt("isr-abc-0-9"))
        #expect(receipt.calls.map(\.status) == [503, 200])
        #expect(receipt.actual == Money(nanos: 145_000))
        #expect(receipt.difference == .zero)
        #expect(receipt.calls[1].answeredModel == "m-2026-01-01")
        let hit = try #require(try await reader.receipt("isr-abc-0-a"))
        #expect(hit.actual == .zero)
        #expect(hit.difference == Money(nanos: 145_000))
        #expect(try await reader.receipt("isr-abc-0-b") == nil)
        #expect(try await reader.recent(10).map(\.requestID) == ["isr-abc-0-a", "isr-abc-0-9"])
        await store.stop()
    }

    @Test("sessions tell how much of their prompts came from the provider's cache")
    func tellsSessions() async throws {
        let writer = try writer()
        writer.take([Self.call(1)])
        writer.take([Self.call(2), Self.call(3)])
        await store.flush()
        let session = try #require(try await UsageReader(store).sessions(5, since: 0).first)
        #expect(session.name == "s1")
        #expect(session.provider == "openai")
        #expect(session.calls == 3)
        #expect(session.cachedShare == 3333)
        #expect(session.cost == Money(nanos: 435_000))
        await store.stop()
    }

    @Test("entries go when their time is over, sums stay")
    func prunes() async throws {
        let old = Self.noon - 8 * 86_400_000
        try writer(retentionDays: 7, now: old).take((0..<50).map { Self.call($0, time: old) })
        await store.flush()
        try writer(retentionDays: 7).take([Self.call(100)])
        await store.flush()
        let left = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM usage_entry") }
        #expect(left == 1)
        #expect(try await totals().first?.sums.calls == 51)
        await store.stop()
    }

    @Test("clients who make up models cannot fill the dictionary")
    func boundsWords() async throws {
        let writer = try writer()
        for start in stride(from: 0, to: 6000, by: 500) {
            writer.take((start..<start + 500).map { Self.call($0, model: "made-up-\($0)") })
        }
        await store.flush()
        let words = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM usage_word WHERE kind = 4") }
        #expect(words == 5001)
        #expect(try await totals().first?.sums.calls == 6000)
        await store.stop()
    }

    @Test("an entry takes few bytes on disk")
    func isSmall() async throws {
        let writer = try writer()
        for start in stride(from: 0, to: 20_000, by: 100) {
            writer.take((start..<start + 100).map { Self.call($0, output: Int64($0 % 900)) })
        }
        await store.flush()
        await store.stop()
        let size = try FileManager.default.attributesOfItem(atPath: folder.databasePath)[.size] as? Int ?? .max
        #expect(size / 20_000 < 70, "\(size / 20_000) bytes an entry")
    }
}
