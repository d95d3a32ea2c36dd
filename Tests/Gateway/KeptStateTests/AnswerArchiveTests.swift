// SPDX-License-Identifier: Apache-2.0

import Conversation
import Foundation
import Locking
import NIOCore
import Pipeline
import SeededNumbers
import Storage
import Testing
import WireFormats

@testable import KeptState

@Suite("Kept answers on disk")
struct AnswerArchiveTests {
    /// One run of the program over a folder.
    private struct Run {
        let archive: AnswerArchive
        let cache: ExactCache<ByteBuffer>
        let room = FakeRoom()
        let notices: Notices

        init(
            _ path: String, _ clock: ScriptedClock, entries: Int = 100, bytes: Int = 1 << 20,
            lifetime: Int64 = 300_000, queue: Int = 1 << 20
        ) throws {
            let notices = Notices()
            let (log, found) = try AnswerLog.open(
                path, segmentSize: 64 << 10, seed: { .random(in: .min ... .max) }, write: room.write)
            // Only a flush writes: what waits until then is what a test hands over.
            archive = try AnswerArchive(
                log, found, .init(cache: bytes, queue: queue, interval: 3_600_000), clock.clock,
                { notices.take($0) })
            self.notices = notices
            cache = ExactCache(
                limits: .init(entries: entries, bytes: bytes, entryBytes: 1 << 18, lifetime: lifetime),
                journal: archive)
            archive.shelve(into: cache)
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
        var run = try Run(folder.answersPath, clock)
        run.keep("hello \u{1F600}", for: "a", clock, tools: names)
        await run.archive.stop()
        clock.pass(20_000)
        // Another process counts its milliseconds from elsewhere.
        let later = ScriptedClock(steady: 50, wall: clock.clock.wall())
        run = try Run(folder.answersPath, later)
        #expect(run.cache.statistics.entries == 0, "nothing is read before it is asked for")
        let entry = try #require(await run.ask("a", later))
        #expect(String(buffer: entry.original.body) == "hello \u{1F600}")
        #expect(entry.tools == names && entry.provider == "openai" && entry.hasUsage)
        #expect(entry.original.format == .anthropicMessages && entry.original.form == .stream(withUsage: true))
        #expect(later.clock.steady() - entry.storedAt == 20_000)
        #expect(run.cache.shelf.isEmpty)
        await run.archive.stop()
        #expect(run.notices.all.isEmpty)
    }

    @Test("what is too old when the next run begins is gone from the disk, too")
    func expiry() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.answersPath, clock)
        run.keep("old", for: "old", clock)
        clock.pass(200_000)
        run.keep("new", for: "new", clock)
        await run.archive.stop()
        clock.pass(100_000)
        run = try Run(folder.answersPath, clock)
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
        var run = try Run(folder.answersPath, clock)
        run.keep("first", for: "first", clock)
        clock.pass(250_000)
        run.keep("second", for: "second", clock)
        await run.archive.stop()
        // An hour back: the newest answer counts as just made, the other one as 250 seconds old.
        let back = ScriptedClock(steady: 0, wall: clock.clock.wall() - 3_600_000)
        run = try Run(folder.answersPath, back)
        #expect(await run.ask("first", back).map { -$0.storedAt } == 250_000)
        back.pass(60_000)
        #expect(await run.ask("first", back) == nil)
        #expect(await run.ask("second", back) != nil)
        await run.archive.stop()
        let ahead = ScriptedClock(steady: 0, wall: clock.clock.wall() + 86_400_000)
        run = try Run(folder.answersPath, ahead)
        #expect(await run.ask("second", ahead) == nil)
        await run.archive.stop()
    }

    @Test("the disk has what the cache holds, whatever happened", arguments: 0..<6 as Range<UInt64>)
    func mirror(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.answersPath, clock, entries: 12, bytes: 20_000)
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
            let next = try Run(folder.answersPath, clock, entries: 12, bytes: 20_000)
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
        var run = try Run(folder.answersPath, clock, queue: 20_000)
        run.keep("old", for: "a", clock)
        await run.archive.flush()
        run.keep(String(repeating: "n", count: 50_000), for: "a", clock)
        #expect(await run.ask("a", clock)?.original.size == 50_000)
        await run.archive.stop()
        run = try Run(folder.answersPath, clock)
        #expect(await run.ask("a", clock) == nil)
        await run.archive.stop()
    }

    @Test("a smaller cache takes the newest of what a larger one left")
    func smaller() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.answersPath, clock)
        for number in 0..<20 {
            run.keep("answer", for: "\(number)", clock)
            clock.pass(10)
        }
        await run.archive.stop()
        run = try Run(folder.answersPath, clock, entries: 5)
        #expect(await run.ask("14", clock) == nil)
        #expect(await run.ask("15", clock) != nil)
        await run.archive.stop()
        let off = try Run(folder.answersPath, clock, entries: 0)
        #expect(off.cache.shelf.isEmpty)
        await off.archive.stop()
    }

    @Test("what cannot be written waits, is tried again, and is told of once")
    func full() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        let run = try Run(folder.answersPath, clock)
        run.keep("old", for: "a", clock)
        run.keep("stays", for: "b", clock)
        await run.archive.flush()
        run.room.leave(10)
        run.keep("new", for: "a", clock)
        run.cache.remove(Digest.of("b"))
        for _ in 0..<3 {
            await run.archive.flush()
            #expect(run.archive.report.state == .failing && run.archive.report.waitingBytes > 0)
        }
        #expect(await run.archive.record(Digest.of("a")).map { String(buffer: $0.body) } == "old")
        run.room.leave(nil)
        await run.archive.flush()
        let report = run.archive.report
        #expect(report.state == .active && report.waitingBytes == 0 && report.written == 3)
        #expect(report.failedCommits >= 3 && report.dropped == 0)
        #expect(run.notices.all.count == 2 && run.notices.all.last == .recovered(dropped: 0))
        await run.archive.stop()
        let next = try Run(folder.answersPath, clock)
        #expect(await next.ask("a", clock)?.original.body == ByteBuffer(string: "new"))
        #expect(await next.ask("b", clock) == nil)
        await next.archive.stop()
    }

    @Test("a removal is never dropped, however much waits", arguments: [100, AnswerQueue.doubtfulLimit + 10])
    func removals(count: Int) async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.answersPath, clock, queue: 20_000)
        run.keep("secret", for: "a", clock)
        run.keep("stays", for: "b", clock)
        await run.archive.flush()
        run.room.leave(0)
        run.keep(String(repeating: "x", count: 19_000), for: "large", clock)
        run.cache.remove(Digest.of("a"))
        // A queue that is full remembers so many by name, and then that nothing on the disk holds.
        for number in 0..<count {
            run.archive.dropped(Fingerprint(words: SIMD4(UInt64(number), UInt64(number), 3, 4)))
        }
        run.keep(String(repeating: "x", count: 19_000), for: "too much", clock)
        await run.archive.flush()
        #expect(run.archive.report.waitingBytes <= 20_000)
        #expect(run.archive.report.dropped >= 1)
        run.room.leave(nil)
        await run.archive.stop()
        #expect(run.archive.report.waitingBytes == 0)
        run = try Run(folder.answersPath, clock)
        #expect(await run.ask("a", clock) == nil)
        #expect(await run.ask("b", clock) != nil || count > AnswerQueue.doubtfulLimit)
        await run.archive.stop()
    }

    @Test("a damaged answer is a miss, counted, and told of once a minute at most")
    func damaged() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        var run = try Run(folder.answersPath, clock)
        for number in 0..<4 { run.keep("answer \(number)", for: "\(number)", clock) }
        await run.archive.stop()
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.answersPath).first)
        let url = URL(fileURLWithPath: folder.answersPath + "/" + name)
        var bytes = try Data(contentsOf: url)
        for number in 0..<3 {
            let place = try #require(bytes.range(of: Data("answer \(number)".utf8)))
            bytes[place.lowerBound] ^= 1
        }
        try bytes.write(to: url)
        run = try Run(folder.answersPath, clock)
        #expect(await run.ask("0", clock) == nil)
        #expect(await run.ask("1", clock) == nil)
        #expect(await run.ask("3", clock)?.original.body == ByteBuffer(string: "answer 3"))
        #expect(run.archive.report.damaged == 2)
        #expect(run.notices.all == [.damaged(reason: "1 of them cannot be read")])
        clock.pass(60_000)
        #expect(await run.ask("2", clock) == nil)
        #expect(run.notices.all.last == .damaged(reason: "2 of them cannot be read"))
        await run.archive.stop()
    }

    @Test("a purge leaves no file")
    func purge() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        let run = try Run(folder.answersPath, clock)
        for number in 0..<50 { run.keep("answer \(number)", for: "\(number)", clock) }
        await run.archive.flush()
        #expect(run.cache.removeAll(before: .max) == 50)
        await run.archive.flush()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.answersPath).isEmpty)
        await run.archive.stop()
    }

    @Test("reading goes on beside writing and moving")
    func beside() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        let run = try Run(folder.answersPath, clock)
        let text = String(repeating: "x", count: 3_000)
        for number in 0..<40 { run.keep("\(number) " + text, for: "\(number)", clock) }
        await run.archive.flush()
        let archive = run.archive
        let reading = Task {
            var wrong = 0
            for round in 0..<400 {
                let number = round % 40
                let record = await archive.record(Digest.of("\(number)"))
                if record.map({ String(buffer: $0.body) }) != "\(number) " + text { wrong += 1 }
            }
            return wrong
        }
        for _ in 0..<40 {
            for number in 0..<20 { run.keep("other " + text, for: "other \(number)", clock) }
            await archive.flush()
        }
        #expect(await reading.value == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.answersPath)
        #expect(files.count < 10, "what nobody can ask for is given back")
        await archive.stop()
    }

    @Test("what is no file of answers is set aside, and a folder that cannot be is no reason not to serve")
    func unusable() async throws {
        let folder = try TemporaryFolder()
        let clock = ScriptedClock()
        try FileManager.default.createDirectory(atPath: folder.answersPath, withIntermediateDirectories: true)
        let path = folder.answersPath + "/0000000007.log"
        try Data(repeating: 0x41, count: 20_000).write(to: URL(fileURLWithPath: path))
        let notices = Notices()
        func open(_ path: String) -> AnswerArchive? {
            AnswerArchive.open(
                path, limits: .init(cache: 1 << 20, queue: 1 << 20), clock: clock.clock, seed: { 7 }
            ) { notices.take($0) }
        }
        let archive = try #require(open(folder.answersPath))
        #expect(archive.report.setAside?.path == path && archive.report.setAside?.cause == .damaged)
        #expect(notices.all.count == 1)
        #expect(open(folder.answersPath) == nil, "another gateway writes there")
        await archive.stop()
        #expect(open("/dev/null/answers") == nil)
        #expect(open(path + "/nowhere") == nil)
        #expect(notices.all.count == 4)
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
        #expect(ToolNames(bytes: names.bytes + names.bytes) == nil)
    }
}
