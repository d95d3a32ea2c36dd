// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Locking
import Testing

@testable import Pipeline

@Suite("The queue of judgements")
struct JudgeQueueTests {
    @Test("what waits is bounded in bytes, and what is in is done in order")
    func bound() async throws {
        let queue = JudgeQueue(limit: 100)
        let order = Locked<[Int]>([])
        let gate = DispatchSemaphore(value: 0)
        // The first one holds the others up.
        #expect(queue.add(bytes: 10) { gate.wait() })
        for number in 0..<9 { #expect(queue.add(bytes: 10) { order.withLock { $0.append(number) } }) }
        #expect(!queue.add(bytes: 10) {})
        #expect(queue.statistics.dropped == 1)
        gate.signal()
        while queue.statistics.bytes > 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(order.withLock { $0 } == Array(0..<9))
        #expect(queue.statistics.done == 10)
        #expect(queue.add(bytes: 100) {})
    }
}
