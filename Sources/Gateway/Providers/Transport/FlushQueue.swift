// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Connections of one event loop that have written something and shall send it once the loop has looked at what came in.
///
/// A write wakes whoever waits for it on another processor, which costs the writer more than the write. The first of some
/// writes in a row does that; those that follow find the other one awake. Nothing waits longer than until all sockets that
/// were ready have been looked at, or until ``limit`` connections wait.
public final class FlushQueue {
    private let eventLoop: any EventLoop
    private var waiting: [any FlushHolder] = []
    private var flushing: [any FlushHolder] = []
    private var isScheduled = false
    private var isFlushing = false

    /// With so many connections waiting, all of them send.
    public static let limit = 32

    public init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Has a connection send soon what it has written.
    public func add(_ holder: any FlushHolder) {
        guard !holder.isFlushWaiting else { return }
        holder.isFlushWaiting = true
        waiting.append(holder)
        if waiting.count >= Self.limit { return flush() }
        guard !isScheduled else { return }
        isScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isScheduled = false
            self.flush()
        }
    }

    /// Has all of them send. What they write because of that is sent, too.
    func flush() {
        guard !isFlushing else { return }
        isFlushing = true
        while !waiting.isEmpty {
            swap(&waiting, &flushing)
            for holder in flushing { holder.flushNow() }
            flushing.removeAll(keepingCapacity: true)
        }
        isFlushing = false
    }
}
