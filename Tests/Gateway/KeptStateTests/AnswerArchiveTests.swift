// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import GRDB
import NIOCore
import Pipeline
import SeededNumbers
import Storage
import Testing
import WireFormats

@testable import KeptState

@Suite("Kept answers on disk")
struct AnswerArchiveTests {
    /// One run of the program over a file.
    private struct Run {
        let archive: AnswerArchive
        let cache: ExactCache<ByteBuffer>
        let store: StateStore

        init(
            _ path: String, _ clock: ScriptedClock, entries: Int = 100, bytes: Int = 1 << 20,
            lifetime: Int64 = 300_000, queue: Int = 1 << 20, shelve: Bool = true
        ) throws {
            store = StateStore.open(
                path, migrations: AnswerSchema.migrations, limits: .init(bytes: queue), notify: { _ in })
            archive = AnswerArchive(store: store, clock: clock.clock)
            cache = ExactCache(
                limits: .init(entries: entries, bytes: bytes, entryBytes: 1 << 18, lifetime: lifetime),
                journal: archive)
            if shelve { try archive.shelve(into: cache) }
        }

        func keep(_ text: String, for name: String, _ clock: ScriptedClock, tools: ToolNames = ToolNames()) {
            let body = ByteBuffer(string: text)
            cache.keep(
                CacheEntry(
                    provider: "openai",
                    original: .init(
                        format: .anthropicMessages, form: .stream(withUsage: true), body: body,
                        size: body.readableBytes),
                    hasUsage: true, tools: tools, storedAt: clock.clock.steady()),
                for: Digest.of(name))
        }

        /// Asks as an exchange does: memory, then disk.
        func ask(_ name: String, _ clock: ScriptedClock) async -> CacheEntry<ByteBuffer>? {
            let (identity, now) = (Digest.of(name), clock.clock.steady())
            if let entry = cache.entry(for: identity, now: now) { return entry }
            guard let item = cache.coldItem(identity, now: now) else { return nil }
            let record = await archive.record(identity)
            if let record { cache.warm(record.entry(storedAt: item.storedAt), for: identity) }
            return cache.entry(for: identity, now: now)
        }
    }

    @Test("the next run gives the same bytes, with the age that they have")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var names = ToolNames()
        _ = names.name("read file", namespace: "fs", isCustom: true)
        var run = try Run(folder.databasePath, clock)
        run.keep("hello \u{1F600}", for: "a", clock, tools: names)
        await run.archive.stop()
        clock.pass(20_000)
        // Another process counts its milliseconds from elsewhere.
        let later = ScriptedClock(steady: 50, wall: clock.clock.wall())
        run = try Run(folder.databasePath, later)
        #expect(run.cache.statistics.entries == 0, "nothing is read before it is asked for")
        let entry = try #require(await run.ask("a", later))
        #expect(String(buffer: entry.original.body) == "hello \u{1F600}")
        #expect(entry.tools == names && entry.provider == "openai" && entry.hasUsage)
        #expect(entry.original.format == .anthropicMessages && entry.original.form == .stream(withUsage: true))
        #expect(later.clock.steady() - entry.storedAt == 20_000)
        #expect(run.cache.shelf.isEmpty)
        await run.archive.stop()
        #expect(try folder.permissions(folder.databasePath) == 0o600)
    }

    @Test("what is too old when the next run begins is gone from the file, too")
    func expiry() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.databasePath, clock)
        run.keep("old", for: "old", clock)
        clock.pass(200_000)
        run.keep("new", for: "new", clock)
        await run.archive.stop()
        clock.pass(100_000)
        run = try Run(folder.databasePath, clock)
        #expect(await run.ask("old", clock) == nil)
        #expect(await run.ask("new", clock) != nil)
        await run.archive.flush()
        #expect(await run.archive.record(Digest.of("old")) == nil)
        await run.archive.stop()
    }

    @Test("a calendar that is set back makes no answer younger, and one that jumps ahead serves none too long")
    func clockJumps() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.databasePath, clock)
        run.keep("first", for: "first", clock)
        clock.pass(250_000)
        run.keep("second", for: "second", clock)
        await run.archive.stop()
        // An hour back: the newest answer counts as just made, the other one as 250 seconds old.
        let back = ScriptedClock(steady: 0, wall: clock.clock.wall() - 3_600_000)
        run = try Run(folder.databasePath, back)
        #expect(await run.ask("first", back).map { -$0.storedAt } == 250_000)
        back.pass(60_000)
        #expect(await run.ask("first", back) == nil)
        #expect(await run.ask("second", back) != nil)
        await run.archive.stop()
        let ahead = ScriptedClock(steady: 0, wall: clock.clock.wall() + 86_400_000)
        run = try Run(folder.databasePath, ahead)
        #expect(await run.ask("second", ahead) == nil)
        await run.archive.stop()
    }

    @Test("the file holds what the cache holds, whatever happened", arguments: 0..<6 as Range<UInt64>)
    func mirror(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.databasePath, clock, entries: 12, bytes: 20_000)
        for round in 0..<4 {
            for _ in 0..<150 {
                clock.pass(Int64.random(in: 0...5_000, using: &random))
                let name = "\(Int.random(in: 0..<25, using: &random))"
                switch Int.random(in: 0..<10, using: &random) {
                case 0...4:
                    let size = Int.random(in: 0...4_000, using: &random)
                    run.keep("\(round) " + String(repeating: "x", count: size), for: name, clock)
                case 5...7: _ = await run.ask(name, clock)
                case 8: run.cache.remove(Digest.of(name))
                default: run.cache.forgetCold(Digest.of(name))
                }
            }
            let held = Set(run.cache.summaries.map(\.identity))
            let memory = run.cache.statistics.bytes + run.cache.shelf.size.bytes
            #expect(held.count <= 12 && memory <= 20_000)
            await run.archive.stop()
            // Without waiting, everything that was young enough is there again.
            let next = try Run(folder.databasePath, clock, entries: 12, bytes: 20_000)
            let found = Set(next.cache.summaries.map(\.identity))
            let young = held.filter { identity in
                run.cache.summaries.contains {
                    $0.identity == identity && clock.clock.steady() - $0.storedAt < 300_000
                }
            }
            #expect(found == young)
            run = next
        }
        await run.archive.stop()
    }

    @Test("an older answer does not come back for one that was too much for the queue")
    func queueBound() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.databasePath, clock, queue: 20_000)
        run.keep("old", for: "a", clock)
        await run.archive.flush()
        run.keep(String(repeating: "n", count: 50_000), for: "a", clock)
        #expect(await run.ask("a", clock)?.original.size == 50_000)
        await run.archive.stop()
        run = try Run(folder.databasePath, clock)
        #expect(await run.ask("a", clock) == nil)
        await run.archive.stop()
    }

    @Test("a smaller cache takes the newest of what a larger one left")
    func smaller() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.databasePath, clock)
        for number in 0..<20 {
            run.keep("answer", for: "\(number)", clock)
            clock.pass(10)
        }
        await run.archive.stop()
        run = try Run(folder.databasePath, clock, entries: 5)
        #expect(await run.ask("14", clock) == nil)
        #expect(await run.ask("15", clock) != nil)
        await run.archive.stop()
        let off = try Run(folder.databasePath, clock, entries: 0)
        #expect(off.cache.shelf.isEmpty)
        await off.archive.stop()
    }

    @Test("a file of the form before is brought to the new one, with all that is in it")
    func migration() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        let before = StateStore.open(
            folder.databasePath, migrations: Array(AnswerSchema.migrations.prefix(1)), notify: { _ in })
        let storedAt = clock.clock.wall()
        for name in ["a", "b"] {
            _ = try await before.commit { database in
                try database.execute(
                    sql: """
                        INSERT INTO answers (identity, stored_at, cost, provider, format, form, has_usage, tools, model,
                            answered_model, usage, body)
                        VALUES (?, ?, 600, 'openai', ?, 2, 1, x'', 'm', NULL, NULL, ?)
                        """,
                    arguments: [
                        Data(Digest.of(name).bytes), storedAt, WireFormat.anthropicMessages.rawValue,
                        Data("answer \(name)".utf8),
                    ])
            }
        }
        await before.stop()
        let run = try Run(folder.databasePath, clock)
        #expect(run.store.report.setAside == nil)
        #expect(await run.ask("a", clock)?.original.body == ByteBuffer(string: "answer a"))
        run.cache.remove(Digest.of("b"))
        run.keep("new", for: "a", clock)
        await run.archive.stop()
        let next = try Run(folder.databasePath, clock)
        #expect(await next.ask("a", clock)?.original.body == ByteBuffer(string: "new"))
        #expect(await next.ask("b", clock) == nil)
        await next.archive.stop()
    }

    @Test("a write that the database undid is done again, and leaves one answer to each question")
    func undone() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        let run = try Run(folder.databasePath, clock)
        run.keep("old", for: "a", clock)
        await run.archive.flush()
        run.keep("new", for: "a", clock)
        // What the database refuses has the whole group undone and tried one by one.
        run.store.submit(StateWrite(bytes: 1) { try $0.execute(sql: "INSERT INTO nowhere VALUES (1)") })
        run.keep("other", for: "b", clock)
        await run.archive.flush()
        #expect(run.store.report.refused == 1)
        #expect(try await run.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM kept_answer") } == 2)
        await run.archive.stop()
        let next = try Run(folder.databasePath, clock)
        #expect(await next.ask("a", clock)?.original.body == ByteBuffer(string: "new"))
        #expect(await next.ask("b", clock)?.original.body == ByteBuffer(string: "other"))
        await next.archive.stop()
    }

    @Test("a damaged or newer file is set aside and a new one started")
    func unusableFiles() async throws {
        for isNewer in [false, true] {
            let folder = try TemporaryFolder()
            let clock = ScriptedClock()
            if isNewer {
                let newer = StateStore.open(
                    folder.databasePath, migrations: AnswerSchema.migrations + [SchemaMigration("answers-99") { _ in }],
                    notify: { _ in })
                await newer.stop()
            } else {
                try Data(repeating: 0x41, count: 20_000).write(to: URL(fileURLWithPath: folder.databasePath))
            }
            let run = try Run(folder.databasePath, clock)
            #expect(run.store.report.setAside?.cause == (isNewer ? .newer : .damaged))
            run.keep("answer", for: "a", clock)
            await run.archive.stop()
            let next = try Run(folder.databasePath, clock)
            #expect(await next.ask("a", clock) != nil)
            await next.archive.stop()
            #expect(try folder.names().contains { $0.contains(isNewer ? "newer" : "damaged") })
        }
    }

    @Test("tool names come back as they were, and broken ones not at all")
    func toolNames() {
        var names = ToolNames()
        _ = names.name("a", namespace: nil, isCustom: false)
        _ = names.name("b", namespace: "", isCustom: true)
        _ = names.name(String(repeating: "long", count: 40), namespace: "space", isCustom: false)
        #expect(ToolNames(bytes: names.bytes) == names)
        #expect(ToolNames(bytes: []) == ToolNames())
        for count in 1..<names.bytes.count { #expect(ToolNames(bytes: Array(names.bytes.prefix(count))) != names) }
        #expect(ToolNames(bytes: [255, 255, 255, 255, 1]) == nil)
    }
}
