// SPDX-License-Identifier: Apache-2.0

import Locking

/// Judgements that wait to be made, one after another, away from requests; bounded in bytes.
public final class JudgeQueue: Sendable {
    private struct Waiting: Sendable {
        var jobs: [Job] = []
        var next = 0
        var bytes = 0
        var isRunning = false
        var dropped = 0
        var done = 0
    }

    private struct Job: Sendable {
        let bytes: Int
        let work: @Sendable () -> Void
    }

    private let limit: Int
    private let waiting = Locked(Waiting())

    /// - Parameter limit: how many bytes of answers may wait; a judgement beyond that is not made.
    public init(limit: Int) { self.limit = limit }

    /// Puts a judgement in; false if too much waits.
    func add(bytes: Int, _ work: @escaping @Sendable () -> Void) -> Bool {
        let (isIn, starts) = waiting.withLock { waiting in
            guard waiting.bytes + bytes <= limit else {
                waiting.dropped += 1
                return (false, false)
            }
            waiting.bytes += bytes
            waiting.jobs.append(Job(bytes: bytes, work: work))
            defer { waiting.isRunning = true }
            return (true, !waiting.isRunning)
        }
        if starts { Task.detached(priority: .utility) { [self] in await run() } }
        return isIn
    }

    private func run() async {
        while let job = next() {
            job.work()
            waiting.withLock {
                $0.bytes -= job.bytes
                $0.done += 1
            }
            await Task.yield()
        }
    }

    private func next() -> Job? {
        waiting.withLock { waiting in
            guard waiting.next < waiting.jobs.count else {
                waiting.jobs = []
                waiting.next = 0
                waiting.isRunning = false
                return nil
            }
            let job = waiting.jobs[waiting.next]
            waiting.next += 1
            if waiting.next > 64 {
                waiting.jobs.removeFirst(waiting.next)
                waiting.next = 0
            }
            return job
        }
    }

    /// Bytes that wait, judgements that were made, and those for which there was no room.
    public var statistics: (bytes: Int, done: Int, dropped: Int) {
        waiting.withLock { ($0.bytes, $0.done, $0.dropped) }
    }
}
