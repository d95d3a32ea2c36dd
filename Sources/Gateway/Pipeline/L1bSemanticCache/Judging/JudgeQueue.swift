// SPDX-License-Identifier: Apache-2.0

import Locking

/// Judgements that wait to be made, a few at a time, away from requests; bounded in bytes.
public final class JudgeQueue: Sendable {
    private struct Waiting: Sendable {
        var urgent = Line()
        var other = Line()
        var bytes = 0
        /// Those that make them, by their numbers.
        var runners: [Int: Task<Void, Never>] = [:]
        var started = 0
        var isStopped = false
        var dropped = 0
        var done = 0
    }

    /// Jobs in the order in which they came.
    private struct Line: Sendable {
        /// What was begun leaves its place empty.
        private var jobs: [Job?] = []
        private var next = 0

        mutating func append(_ job: Job) { jobs.append(job) }

        mutating func first() -> Job? {
            guard next < jobs.count else {
                jobs = []
                next = 0
                return nil
            }
            let job = jobs[next]
            jobs[next] = nil
            next += 1
            if next > 64 {
                jobs.removeFirst(next)
                next = 0
            }
            return job
        }

        var count: Int { jobs.count - next }
        var bytes: Int { jobs.reduce(0) { $0 + ($1?.bytes ?? 0) } }
    }

    private struct Job: Sendable {
        let bytes: Int
        let work: @Sendable () async -> Void
    }

    private let limit: Int
    private let atOnce: Int
    private let most: Int
    private let waiting = Locked(Waiting())

    /// - Parameters:
    ///   - limit: how many bytes of answers may wait; a judgement beyond that is not made.
    ///   - atOnce: how many judgements are made at a time.
    ///   - most: how many may wait, of those that are urgent and of the others, so that none is made when it is old news.
    public init(limit: Int, atOnce: Int = 1, most: Int = .max) {
        self.limit = limit
        self.atOnce = max(1, atOnce)
        self.most = max(1, most)
    }

    /// Puts a judgement in; false if too much waits.
    ///
    /// - Parameter isUrgent: whether it goes before those that are not: of what is served must be known soon how it does.
    func add(bytes: Int, isUrgent: Bool = false, _ work: @escaping @Sendable () async -> Void) -> Bool {
        waiting.withLock { waiting in
            guard !waiting.isStopped else { return false }
            let before = isUrgent ? waiting.urgent.count : waiting.other.count
            guard waiting.bytes + bytes <= limit, before < most else {
                waiting.dropped += 1
                return false
            }
            waiting.bytes += bytes
            let job = Job(bytes: bytes, work: work)
            if isUrgent { waiting.urgent.append(job) } else { waiting.other.append(job) }
            guard waiting.runners.count < atOnce else { return true }
            let number = waiting.started
            waiting.started += 1
            waiting.runners[number] = Task.detached(priority: .utility) { [self] in await run(number) }
            return true
        }
    }

    private func run(_ number: Int) async {
        while let job = next(number) {
            await job.work()
            waiting.withLock {
                $0.bytes -= job.bytes
                $0.done += 1
            }
            await Task.yield()
        }
    }

    /// The next judgement; who gets none is no runner any more.
    private func next(_ runner: Int) -> Job? {
        waiting.withLock { waiting in
            if let job = waiting.urgent.first() ?? waiting.other.first() { return job }
            waiting.runners[runner] = nil
            return nil
        }
    }

    /// Drops what waits, and has those who are at it give up.
    public func stop() {
        let runners = waiting.withLock { waiting in
            waiting.isStopped = true
            waiting.bytes -= waiting.urgent.bytes + waiting.other.bytes
            (waiting.urgent, waiting.other) = (Line(), Line())
            return Array(waiting.runners.values)
        }
        for runner in runners { runner.cancel() }
    }

    /// Whether no judgement is made any more, since the gateway ends.
    var isStopped: Bool { waiting.withLock { $0.isStopped } }

    /// Bytes that wait, judgements that were made, and those for which there was no room.
    public var statistics: (bytes: Int, done: Int, dropped: Int) {
        waiting.withLock { ($0.bytes, $0.done, $0.dropped) }
    }
}
