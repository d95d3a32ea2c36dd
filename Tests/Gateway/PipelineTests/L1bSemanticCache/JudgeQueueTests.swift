// SPDX-License-Identifier: Apache-2.0

import Locking
import Testing

@testable import Pipeline

@Suite("The queue of judgements", .timeLimit(.minutes(2)))
struct JudgeQueueTests {
    /// Holds up those who wait here until it is opened, or until they are cancelled.
    private final class Gate: Sendable {
        private let isOpen = Locked(false)
        let waiting = Locked(0)

        func open() { isOpen.withLock { $0 = true } }

        func wait() async {
            waiting.withLock { $0 += 1 }
            while !isOpen.withLock({ $0 }) {
                do { try await Task.sleep(for: .milliseconds(1)) } catch { return }
            }
        }
    }

    @Test("what waits is bounded in bytes, and what is in is done in order")
    func bound() async throws {
        let queue = JudgeQueue(limit: 100)
        let order = Locked<[Int]>([])
        let gate = Gate()
        // The first one holds the others up.
        #expect(queue.add(bytes: 10) { await gate.wait() })
        for number in 0..<9 { #expect(queue.add(bytes: 10) { order.withLock { $0.append(number) } }) }
        #expect(!queue.add(bytes: 10) {})
        #expect(queue.statistics.dropped == 1)
        gate.open()
        while queue.statistics.bytes > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(order.withLock { $0 } == Array(0..<9))
        #expect(queue.statistics.done == 10)
        #expect(queue.add(bytes: 100) {})
    }

    @Test("what is urgent goes first, in its own order")
    func urgent() async throws {
        let queue = JudgeQueue(limit: 1_000)
        let order = Locked<[Int]>([])
        let gate = Gate()
        #expect(queue.add(bytes: 1) { await gate.wait() })
        while gate.waiting.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
        for number in 0..<200 {
            #expect(queue.add(bytes: 1, isUrgent: number >= 100) { order.withLock { $0.append(number) } })
        }
        gate.open()
        while queue.statistics.bytes > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(order.withLock { $0 } == Array(100..<200) + Array(0..<100))
    }

    @Test("no more wait than may, of those that are urgent and of the others")
    func most() async throws {
        let queue = JudgeQueue(limit: 1_000, most: 3)
        let gate = Gate()
        #expect(queue.add(bytes: 1) { await gate.wait() })
        while gate.waiting.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
        for isUrgent in [false, true] {
            for number in 0..<5 { #expect(queue.add(bytes: 1, isUrgent: isUrgent) {} == (number < 3)) }
        }
        #expect(queue.statistics.dropped == 4)
        gate.open()
        while queue.statistics.bytes > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(queue.statistics.done == 7)
    }

    @Test("as many are made at a time as may, and one that takes long does not hold up the others")
    func several() async throws {
        let queue = JudgeQueue(limit: 100, atOnce: 3)
        let gate = Gate()
        let done = Locked(0)
        for _ in 0..<2 { #expect(queue.add(bytes: 1) { await gate.wait() }) }
        for _ in 0..<90 { #expect(queue.add(bytes: 1) { done.withLock { $0 += 1 } }) }
        while done.withLock({ $0 }) < 90 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(gate.waiting.withLock { $0 } == 2)
        while queue.statistics.bytes > 2 { try await Task.sleep(for: .milliseconds(1)) }
        for _ in 0..<4 { #expect(queue.add(bytes: 1) { await gate.wait() }) }
        for _ in 0..<200 where gate.waiting.withLock({ $0 }) < 3 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(5))
        #expect(gate.waiting.withLock { $0 } == 3)
        gate.open()
        while queue.statistics.bytes > 0 { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("one that is stopped drops what waits, has the present one give up, and takes nothing any more")
    func stopped() async throws {
        let queue = JudgeQueue(limit: 100)
        let gate = Gate()
        let done = Locked(0)
        #expect(queue.add(bytes: 10) { await gate.wait() })
        for _ in 0..<3 { #expect(queue.add(bytes: 10) { done.withLock { $0 += 1 } }) }
        queue.stop()
        while queue.statistics.bytes > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(done.withLock { $0 } == 0)
        #expect(!queue.add(bytes: 1) {})
    }
}
