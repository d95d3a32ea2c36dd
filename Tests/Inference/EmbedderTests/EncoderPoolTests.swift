// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import Embedder

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("The encoder's pool")
struct EncoderPoolTests {
    /// Waits for as many results as were asked for.
    private final class Results: Sendable {
        private let monitor = Monitor<[(name: String, result: Result<TextEncoding, EncoderMiss>)]>([])

        func completion(_ name: String) -> EncoderPool.Completion {
            { result in
                self.monitor.withLock { $0.append((name, result)) }
                self.monitor.wakeAll()
            }
        }

        func wait(for count: Int) -> [(name: String, result: Result<TextEncoding, EncoderMiss>)] {
            monitor.wait { $0.count >= count ? $0 : nil }
        }

        var count: Int { monitor.withLock { $0.count } }
    }

    /// Holds workers back until it is opened.
    private final class Gate: Sendable {
        private let monitor = Monitor((isOpen: false, waiting: 0))

        func pass() {
            monitor.withLock { $0.waiting += 1 }
            monitor.wakeAll()
            monitor.wait { $0.isOpen ? () : nil }
        }

        func waitUntilSomebodyIs(_ count: Int = 1) { monitor.wait { $0.waiting >= count ? () : nil } }

        func open() {
            monitor.withLock { $0.isOpen = true }
            monitor.wakeAll()
        }
    }

    private static let encoding = TextEncoding(pooled: [1], chunks: [[1]], pieceCount: 1)
    private let far = ContinuousClock.now.advanced(by: .seconds(600))

    private func pool(workers: Int = 1, entries: Int = 512, bytes: Int = 1 << 20, gate: Gate? = nil) throws
        -> EncoderPool
    {
        try EncoderPool(limits: .init(workers: workers, entries: entries, bytes: bytes)) { _ in
            { _, _ throws(EncoderMiss) in
                gate?.pass()
                return Self.encoding
            }
        }
    }

    private func text(_ count: Int) -> [UInt8] { [UInt8](repeating: 65, count: count) }

    @Test("tells each who asks once")
    func completions() throws {
        let pool = try pool(workers: 3)
        let results = Results()
        for number in 0..<500 { pool.encode(text(10), deadline: far, then: results.completion("\(number)")) }
        let all = results.wait(for: 500)
        pool.stop()
        #expect(Set(all.map(\.name)).count == 500)
        #expect(results.count == 500)
        #expect(pool.load == EncoderPool.Load(waiting: 0, bytes: 0, running: 0))
    }

    @Test("lets a short text overtake long ones that wait")
    func overtaking() throws {
        let gate = Gate()
        let pool = try pool(gate: gate)
        let results = Results()
        pool.encode(text(10), deadline: far, then: results.completion("first"))
        gate.waitUntilSomebodyIs()
        pool.encode(text(8192), deadline: far, then: results.completion("long"))
        pool.encode(text(10), deadline: far, then: results.completion("short"))
        gate.open()
        #expect(results.wait(for: 3).map(\.name) == ["first", "short", "long"])
        pool.stop()
    }

    @Test("answers a flood beyond its bounds with a miss at once, and holds no more than them")
    func flood() throws {
        let gate = Gate()
        let pool = try pool(workers: 2, entries: 100, bytes: 100_000, gate: gate)
        let results = Results()
        for number in 0..<2000 { pool.encode(text(8192), deadline: far, then: results.completion("\(number)")) }
        #expect(pool.load.bytes <= 100_000)
        #expect(pool.load.waiting <= 12)
        let misses = results.count
        #expect(misses >= 2000 - 12 - 2)
        gate.open()
        let all = results.wait(for: 2000)
        let full = all.filter { if case .failure(.queueFull) = $0.result { true } else { false } }
        #expect(full.count == misses)
        pool.stop()
    }

    @Test("tells those whose time is over before their turn")
    func deadline() throws {
        let gate = Gate()
        let pool = try pool(gate: gate)
        let results = Results()
        pool.encode(text(10), deadline: far, then: results.completion("first"))
        gate.waitUntilSomebodyIs()
        pool.encode(text(10), deadline: .now, then: results.completion("late"))
        pool.encode(text(10), deadline: far, then: results.completion("in time"))
        gate.open()
        let all = results.wait(for: 3)
        #expect(all.first { $0.name == "late" }?.result == .failure(.deadlinePassed))
        #expect(all.first { $0.name == "in time" }?.result == .success(Self.encoding))
        pool.stop()
    }

    @Test("tells those whose time is over between the windows of a long text, too")
    func deadlineBetweenWindows() throws {
        let results = Results()
        let gate = Gate()
        let pool = try EncoderPool(limits: .init(workers: 1)) { _ in
            { _, between throws(EncoderMiss) in
                gate.pass()
                between()
                return Self.encoding
            }
        }
        pool.encode(text(8192), deadline: far, then: results.completion("long"))
        gate.waitUntilSomebodyIs()
        pool.encode(text(10), deadline: .now, then: results.completion("late"))
        gate.open()
        #expect(results.wait(for: 2).map(\.name) == ["late", "long"])
        pool.stop()
    }

    @Test("stops: what waits is told so, what runs is finished, what comes later is told so too")
    func stopping() throws {
        let gate = Gate()
        let pool = try pool(gate: gate)
        let results = Results()
        pool.encode(text(10), deadline: far, then: results.completion("running"))
        gate.waitUntilSomebodyIs()
        pool.encode(text(10), deadline: far, then: results.completion("waiting"))
        let opener = try WorkerThread {
            _ = results.wait(for: 1)
            gate.open()
        }
        pool.stop()
        opener.join()
        pool.encode(text(10), deadline: far, then: results.completion("later"))
        let all = results.wait(for: 3)
        #expect(all.map(\.name) == ["waiting", "running", "later"])
        #expect(all.map(\.result) == [.failure(.stopped), .success(Self.encoding), .failure(.stopped)])
        pool.stop()
    }

    @Test("refuses a text that the encoder would not read, without queueing it")
    func overlong() throws {
        let pool = try pool()
        let results = Results()
        pool.encode(text(Encoder.textLimit + 1), deadline: far, then: results.completion("book"))
        #expect(results.wait(for: 1).map(\.result) == [.failure(.textTooLong)])
        pool.stop()
    }

    @Test("goes on after a text that could not be encoded, with the same worker")
    func failing() throws {
        let trouble = EncoderMiss.weights(.noMemory)
        let pool = try EncoderPool(limits: .init(workers: 1)) { _ in
            { job, _ throws(EncoderMiss) in
                guard job.size > 5 else { throw trouble }
                return Self.encoding
            }
        }
        let results = Results()
        for number in 1...10 { pool.encode(text(number), deadline: far, then: results.completion("\(number)")) }
        let all = results.wait(for: 10)
        #expect(all.map(\.result) == all.map { Int($0.name)! > 5 ? .success(Self.encoding) : .failure(trouble) })
        #expect(pool.load == EncoderPool.Load(waiting: 0, bytes: 0, running: 0))
        pool.stop()
    }

    @Test("lets one of several workers take short texts only, so that it is there for them")
    func reserved() throws {
        let gate = Gate()
        let pool = try pool(workers: 2, gate: gate)
        let results = Results()
        for number in 0..<3 { pool.encode(text(8192), deadline: far, then: results.completion("long \(number)")) }
        gate.waitUntilSomebodyIs()
        pool.encode(text(10), deadline: far, then: results.completion("short"))
        gate.waitUntilSomebodyIs(2)
        #expect(pool.load == EncoderPool.Load(waiting: 2, bytes: 2 * 8192, running: 2))
        gate.open()
        #expect(Set(results.wait(for: 4).map(\.name)) == ["long 0", "long 1", "long 2", "short"])
        pool.stop()
    }

    @Test("wakes the worker for short texts, which stands back the least, for one while it waits")
    func preferred() throws {
        let core = EncoderPoolCore(limits: .init(workers: 2))
        let workers = Monitor<[Int]>([])
        let threads = try [0, 1].map { number in
            try WorkerThread {
                core.serve(
                    { _, _ throws(EncoderMiss) in
                        workers.withLock { $0.append(number) }
                        return Self.encoding
                    }, onlyShort: number == 0)
            }
        }
        let results = Results()
        for number in 1...50 {
            while !core.isReadyForShort { sched_yield() }
            let job = EncoderPoolCore.Job(
                size: 10, text: { [] }, precision: .int8, tokenLayers: [], completion: results.completion("\(number)"))
            core.offer(job, deadline: far)
            _ = results.wait(for: number)
        }
        core.stop()
        for thread in threads { thread.join() }
        // The other one takes a text only where it looks for one just then, such as when it starts.
        #expect(workers.withLock { $0.count { $0 == 0 } } >= 45)
    }

    @Test("asks for a text when its turn has come, and takes it that none is needed after all")
    func lateText() throws {
        let gate = Gate()
        let pool = try EncoderPool(limits: .init(workers: 1)) { _ in
            { job, _ throws(EncoderMiss) in
                gate.pass()
                guard let text = job.text() else { throw .notNeeded }
                return TextEncoding(pooled: [Float(text.count)], chunks: [], pieceCount: 1)
            }
        }
        let results = Results()
        let made = Atomic<Int>(0)
        for answer in [[UInt8](repeating: 1, count: 7), nil] {
            pool.encode(
                size: 5, deadline: far,
                text: {
                    made.wrappingAdd(1, ordering: .sequentiallyConsistent)
                    return answer
                }, then: results.completion(answer == nil ? "none" : "text"))
        }
        gate.waitUntilSomebodyIs()
        #expect(made.load(ordering: .sequentiallyConsistent) == 0)
        gate.open()
        let all = results.wait(for: 2)
        #expect(all.map(\.name) == ["text", "none"])
        #expect(all[0].result == .success(TextEncoding(pooled: [7], chunks: [], pieceCount: 1)))
        #expect(all[1].result == .failure(.notNeeded))
        pool.stop()
    }

    @Test("ends the threads that it has if it does not get another one")
    func tooFewThreads() throws {
        let ended = Atomic<Int>(0)
        var started = 0
        let refusal = EncoderFailure(.memory, "no thread", remedy: "raise the limit")
        #expect(throws: refusal) {
            try EncoderPool(
                limits: .init(workers: 3),
                start: { rank, body throws(EncoderFailure) in
                    guard started < 2 else { throw refusal }
                    started += 1
                    return try WorkerThread(rank) {
                        body()
                        ended.wrappingAdd(1, ordering: .sequentiallyConsistent)
                    }
                },
                makeWork: { _ in { _, _ throws(EncoderMiss) in Self.encoding } })
        }
        #expect(ended.load(ordering: .sequentiallyConsistent) == 2)
    }

    @Test(
        "encodes on all workers what one thread encodes", .enabled(if: EncoderFixture.isThere, EncoderFixture.absence))
    func real() throws {
        let encoder = try EncoderFixture.encoder()
        let pool = try EncoderPool(encoder, limits: .init(workers: 2))
        let results = Results()
        let texts = (0..<40).map { "question number \($0) about " + String(repeating: "trains and ", count: $0 % 7) }
        for text in texts {
            let precision: EncoderPrecision = text.utf8.count % 2 == 0 ? .int8 : .bf16
            pool.encode(
                Array(text.utf8), precision: precision, tokenLayers: [6], deadline: far,
                then: results.completion(text))
        }
        let scratch = try EncoderScratch()
        for (text, result) in results.wait(for: texts.count) {
            let expected = try encoder.encode(
                Array(text.utf8).span, precision: text.utf8.count % 2 == 0 ? .int8 : .bf16, tokenLayers: [6],
                scratch: scratch)
            #expect(try result.get() == expected)
        }
        pool.stop()
    }
}
