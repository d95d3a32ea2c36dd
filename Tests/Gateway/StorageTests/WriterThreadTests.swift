// SPDX-License-Identifier: Apache-2.0

import Locking
import Testing

@testable import Storage

@Suite("Writer's thread")
struct WriterThreadTests {
    @Test("runs what it is given in order, and what is due later does not hold up what is due now")
    func order() async throws {
        let thread = try WriterThread()
        let seen = Locked<[Int]>([])
        thread.run(after: 3_600_000_000_000) { seen.withLock { $0.append(-1) } }
        for number in 0..<100 { thread.run { seen.withLock { $0.append(number) } } }
        await withCheckedContinuation { continuation in thread.run { continuation.resume() } }
        #expect(seen.withLock { $0 } == Array(0..<100))
        thread.end()
    }

    @Test("runs what is due after a pause without being asked again")
    func pauses() async throws {
        let thread = try WriterThread()
        let began = ThreadClock.now()
        await withCheckedContinuation { continuation in thread.run(after: 5_000_000) { continuation.resume() } }
        #expect(ThreadClock.now() - began >= 5_000_000)
        thread.end()
    }
}
