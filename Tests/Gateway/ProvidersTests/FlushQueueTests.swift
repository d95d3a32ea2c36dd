// SPDX-License-Identifier: Apache-2.0

import NIOEmbedded
import Testing

@testable import Providers

@Suite("Flush queue")
struct FlushQueueTests {
    private final class Holder: FlushHolder {
        var isFlushWaiting = false
        var flushes = 0
        var then: () -> Void = {}

        func flushNow() {
            isFlushWaiting = false
            flushes += 1
            then()
        }
    }

    @Test("a connection that writes several times sends once, when the loop has looked at everything")
    func once() {
        let loop = EmbeddedEventLoop()
        let queue = FlushQueue(eventLoop: loop)
        let holders = [Holder(), Holder()]
        for _ in 0..<3 { for holder in holders { queue.add(holder) } }
        #expect(holders.map(\.flushes) == [0, 0])
        loop.run()
        #expect(holders.map(\.flushes) == [1, 1])
        queue.add(holders[0])
        loop.run()
        #expect(holders.map(\.flushes) == [2, 1])
    }

    @Test("so many that wait send at once")
    func limit() {
        let loop = EmbeddedEventLoop()
        let queue = FlushQueue(eventLoop: loop)
        let holders = (0..<FlushQueue.limit).map { _ in Holder() }
        for holder in holders.dropLast() { queue.add(holder) }
        #expect(holders.allSatisfy { $0.flushes == 0 })
        queue.add(holders[FlushQueue.limit - 1])
        #expect(holders.allSatisfy { $0.flushes == 1 })
        loop.run()
        #expect(holders.allSatisfy { $0.flushes == 1 })
    }

    @Test("what is written while others send is sent, too, also if it is much")
    func again() {
        let loop = EmbeddedEventLoop()
        let queue = FlushQueue(eventLoop: loop)
        let others = (0..<FlushQueue.limit * 2).map { _ in Holder() }
        let first = Holder()
        first.then = {
            first.then = {}
            queue.add(first)
            for other in others { queue.add(other) }
        }
        queue.add(first)
        loop.run()
        #expect(first.flushes == 2)
        #expect(others.allSatisfy { $0.flushes == 1 && !$0.isFlushWaiting })
    }
}
