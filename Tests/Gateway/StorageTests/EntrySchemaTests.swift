// SPDX-License-Identifier: Apache-2.0

import Conversation
import GRDB
import Ledger
import Testing

@testable import Storage

/// A database of before the entries were packed is carried over whole.
@Suite("Entry schema")
struct EntrySchemaTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What the steps before made, and statements as that version wrote them.
    private func fillOld(_ statements: String) async throws {
        let before = UsageSchema.migrations + VirtualKeyTables.migrations + PrefixSchema.migrations
        let store = StateStore.open(folder.databasePath, migrations: before) { _ in }
        try await store.commit { try $0.execute(sql: statements) }
        await store.stop()
    }

    private static let words = """
        INSERT INTO usage_word (id, kind, text) VALUES (1, 1, 'isr-a-0-'), (2, 1, 'isr-a-1-'), (3, 2, 'codex'),
            (4, 3, 'openai'), (5, 4, 'gpt-4o'), (6, 5, 'local'), (7, 1, 'odd id'), (8, 6, '1'), (9, 4, 'gpt-4o-2026');
        """
    private static let columns = """
        (time, origin, number, part, shape, marks, status, duration, tool, provider, model, answered, principal, session, key,
        input, output, reasoning, cached_read, cache_write_5m, cache_write_1h, audio_input, image_input, audio_output, money)
        """

    @Test("requests and calls are there with all their numbers, and what comes again is not counted")
    func carriesOver() async throws {
        try await fillOld(
            Self.words + """
                INSERT INTO usage_event \(Self.columns) VALUES
                    (1000, 1, 10, 0, 30, 0, 200, 5000, 3, 4, 5, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL),
                    (1001, 1, 10, 1, 31, 128, 200, 4000, 3, 4, 5, 9, 6, 1, 8, 100, 20, 3, 50, 6, 7, 8, 9, 11, 0),
                    (1002, 2, 10, 0, 2, 128, 200, 60, 3, 4, 5, 0, 6, 0, 0, 100, 20, 0, 0, 0, 0, 0, 0, 0, 145000),
                    (1003, 7, -1, 0, 2, 128, 200, 60, 3, 4, 5, 0, 6, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, NULL),
                    (1004, 1, 4294967338, 0, 2, 128, 200, 60, 3, 4, 5, 0, 6, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 7);
                INSERT INTO usage_day (start, provider, model, principal, tool, layer, surface, arm, \
                \(UsageSums.names.joined(separator: ", ")))
                    VALUES (0, 4, 5, 6, 3, 1, 0, 0, \(UsageSums.names.map { _ in "1" }.joined(separator: ", ")));
                """)
        let store = StateStore.open(folder.databasePath) { _ in }
        #expect(store.isKept)
        let reader = UsageReader(store)
        let receipt = try #require(try await reader.receipt("isr-a-0-a"))
        #expect(receipt.time == 1000)
        #expect(receipt.tool == "codex")
        let call = try #require(receipt.calls.first)
        #expect(call.answeredModel == "gpt-4o-2026")
        #expect(call.key == "1")
        #expect(call.cost == .zero)
        #expect(call.duration == 4000)
        var counts = TokenCounts()
        (counts.input, counts.output, counts.reasoning, counts.cachedRead) = (100, 20, 3, 50)
        (counts.cacheWrite5m, counts.cacheWrite1h) = (6, 7)
        (counts.audioInput, counts.imageInput, counts.audioOutput) = (8, 9, 11)
        #expect(call.counts == counts)
        #expect(try await reader.receipt("isr-a-1-a")?.sparedCost == Money(nanos: 145_000))
        #expect(try await reader.receipt("odd id")?.sparedCounts?.output == 2)
        #expect(try await reader.receipt("isr-a-0-10000002a")?.sparedCost == Money(nanos: 7))
        #expect(
            try await reader.recent(10).map(\.requestID) == [
                "isr-a-0-10000002a", "odd id", "isr-a-1-a", "isr-a-0-a",
            ])

        let writer = UsageWriter(store, prices: PriceTable(), retentionDays: 30_000, clock: { 2000 })
        let known = UsageEvent(
            .request, time: 1002, requestID: "isr-a-1-a", layer: .exactCache, status: 200, surface: .chatCompletions,
            tool: "codex", principal: .local)
        writer.take([known])
        await store.flush()
        #expect(try await reader.totals(since: 0, now: 2000, by: []).first?.sums.requests == 1)
        let tables = try await store.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master WHERE name = 'usage_event'")
        }
        #expect(tables == 0)
        await store.stop()
    }

    @Test("a large file's change is told before it begins, a small one's is not")
    func tellsOfLargeFiles() async throws {
        try await fillOld(Self.words)
        let notices = Notices()
        await StateStore.open(folder.databasePath) { notices.take($0) }.stop()
        #expect(notices.all.isEmpty)

        let large = try TemporaryFolder()
        let before = UsageSchema.migrations + VirtualKeyTables.migrations + PrefixSchema.migrations
        let store = StateStore.open(large.databasePath, migrations: before) { _ in }
        try await store.commit(bytes: 1024) { database in
            try database.execute(sql: "CREATE TABLE filler (x); INSERT INTO filler VALUES (zeroblob(70 << 20))")
        }
        await store.stop()
        await StateStore.open(large.databasePath) { notices.take($0) }.stop()
        guard case .upgrading(let bytes) = try #require(notices.all.first) else {
            Issue.record("not told: \(notices.all)")
            return
        }
        #expect(bytes > 70 << 20)
        #expect(notices.all.map(\.isGood) == [true])
    }
}
