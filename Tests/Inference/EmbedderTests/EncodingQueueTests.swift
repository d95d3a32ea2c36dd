// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Embedder

@Suite("The encoder's queue")
struct EncodingQueueTests {
    private let now = ContinuousClock.now

    private func queue(entries: Int = 100, bytes: Int = 1 << 20, workers: Int = 4) -> EncodingQueue<String> {
        EncodingQueue(entryLimit: entries, byteLimit: bytes, workers: workers)
    }

    private func offer(_ queue: inout EncodingQueue<String>, _ job: String, _ bytes: Int, in seconds: Int = 60) -> Bool
    {
        queue.offer(job, bytes: bytes, deadline: now.advanced(by: .seconds(seconds)))
    }

    @Test("gives texts of a kind in the order in which they came")
    func order() {
        var queue = queue()
        for name in ["a", "b", "c"] { #expect(offer(&queue, name, 10)) }
        #expect([queue.next()?.job, queue.next()?.job, queue.next()?.job, queue.next()?.job] == ["a", "b", "c", nil])
        #expect(queue.bytes == 0)
    }

    @Test("lets short texts overtake long ones")
    func overtaking() {
        var queue = queue()
        _ = offer(&queue, "book", 60_000)
        _ = offer(&queue, "page", 3000)
        _ = offer(&queue, "line", 20)
        #expect([queue.next()?.job, queue.next()?.job, queue.next()?.job] == ["line", "page", "book"])
    }

    @Test("gives a long text its turn after it was passed over eight times")
    func patience() {
        var queue = queue()
        _ = offer(&queue, "book", 60_000)
        for _ in 0..<20 { _ = offer(&queue, "line", 20) }
        let jobs = (0..<10).compactMap { _ in queue.next()?.job }
        #expect(jobs.firstIndex(of: "book") == 8)
    }

    @Test("never gives all workers to long texts")
    func reserve() {
        var queue = queue(workers: 2)
        _ = offer(&queue, "book", 60_000)
        _ = offer(&queue, "second book", 60_000)
        #expect(queue.next()?.job == "book")
        #expect(queue.next() == nil)
        _ = offer(&queue, "line", 20)
        #expect(queue.next()?.job == "line")
        queue.finishedLong()
        #expect(queue.next()?.job == "second book")
    }

    @Test("gives the only worker to a long text all the same")
    func onlyWorker() {
        var queue = queue(workers: 1)
        _ = offer(&queue, "book", 60_000)
        #expect(queue.next()?.job == "book")
    }

    @Test("takes no more texts and no more bytes than may wait")
    func bounds() {
        var queue = queue(entries: 2, bytes: 100)
        #expect(offer(&queue, "a", 40))
        #expect(!offer(&queue, "b", 61))
        #expect(offer(&queue, "c", 60))
        #expect(!offer(&queue, "d", 0))
        _ = queue.next()
        #expect(queue.bytes == 60)
        #expect(offer(&queue, "e", 40))
    }

    @Test("gives back what came too late, of all lengths")
    func expiry() {
        var queue = queue()
        _ = offer(&queue, "short, late", 10, in: 1)
        _ = offer(&queue, "short, in time", 10, in: 5)
        _ = offer(&queue, "long, late", 5000, in: 2)
        #expect(queue.removeExpired(now: now.advanced(by: .seconds(2))) == ["short, late", "long, late"])
        #expect(queue.count == 1)
        #expect(queue.bytes == 10)
        #expect(queue.removeAll() == ["short, in time"])
        #expect(queue.bytes == 0)
    }
}
