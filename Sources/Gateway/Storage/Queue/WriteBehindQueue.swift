// SPDX-License-Identifier: Apache-2.0

public import GRDB
import Locking

/// Takes what is to be kept from any thread and writes it from one thread of its own, many at a time.
///
/// Nobody who hands something over waits for a disk. The first entry after a pause is written at once; then there is a
/// commit an interval (10 ms unless told otherwise), with all that came meanwhile. Bounded in bytes: what comes beyond
/// the bound is dropped and counted; with a quarter of it waiting, the next commit is at once. When the disk is full or a
/// file system is read-only, what waits is tried again every second.
public final class WriteBehindQueue: Sendable {
    /// Bounds of what waits.
    public struct Limits: Sendable {
        /// Bytes that wait or are being written.
        public var bytes: Int
        /// Time between two commits, in milliseconds.
        public var interval: Int
        /// Time until a commit that failed is tried again, in milliseconds.
        public var pause: Int

        public init(bytes: Int = 16 << 20, interval: Int = 10, pause: Int = 1000) {
            self.bytes = bytes
            self.interval = interval
            self.pause = pause
        }
    }

    private struct Waiting {
        var writes: [StateWrite] = []
        var isScheduled = false
        var isHurried = false
        var isStopped = false
        var isDropping = false
        var droppedSinceFailure = 0
        var nextCommit: Int64 = 0
        /// When what waits longest was handed over.
        var oldest: Int64?
        var report = StorageReport()
    }

    private let waiting: Locked<Waiting>
    private let database: StateDatabase
    private let limits: Limits
    private let notify: @Sendable (StorageNotice) -> Void
    private let thread: WriterThread
    /// The log is brought to the file after so many bytes of entries, or so many commits: each writes some pages anew.
    private static let checkpointBytes = 4 << 20
    private static let checkpointCommits = 256
    private let sinceCheckpoint = Locked((bytes: 0, commits: 0))

    /// - Parameter notify: hears what an operator should know; called from any thread.
    /// - Throws: if the system has no thread for it.
    public init(
        _ database: StateDatabase, limits: Limits = Limits(), notify: @escaping @Sendable (StorageNotice) -> Void
    ) throws(StorageFailure) {
        thread = try WriterThread()
        self.database = database
        self.limits = limits
        self.notify = notify
        var start = Waiting()
        start.report.setAside = database.setAside
        start.report.limitBytes = limits.bytes
        waiting = Locked(start)
    }

    /// How it is doing.
    public var report: StorageReport { waiting.withLock { $0.report } }

    // MARK: Handing over

    /// Takes something to be written; false if it was dropped.
    @discardableResult
    public func submit(_ write: StateWrite) -> Bool {
        let now = ThreadClock.now()
        var isMuch = false
        let (isTaken, delay, isFirstDrop): (Bool, Int64?, Bool) = waiting.withLock { waiting in
            guard !waiting.isStopped, waiting.report.state != .damaged,
                waiting.report.waitingBytes + write.bytes <= limits.bytes
            else {
                waiting.report.dropped += write.entries
                waiting.droppedSinceFailure += write.entries
                defer { waiting.isDropping = true }
                return (false, nil, !waiting.isDropping)
            }
            waiting.isDropping = false
            waiting.writes.append(write)
            if waiting.oldest == nil { waiting.oldest = now }
            waiting.report.waitingBytes += write.bytes
            if waiting.isScheduled {
                isMuch =
                    !waiting.isHurried && waiting.report.waitingBytes > limits.bytes / 4
                    && waiting.report.state == .active
                if isMuch { waiting.isHurried = true }
                return (true, nil, false)
            }
            waiting.isScheduled = true
            return (true, max(0, waiting.nextCommit - now), false)
        }
        if let delay { schedule(after: delay) }
        if isMuch { thread.run { self.writeWaiting() } }
        if isFirstDrop { notify(.dropping) }
        if !isTaken { write.ended?(.queueIsFull) }
        return isTaken
    }

    /// Writes with the next commit and returns when that is done: what it returns, or throws, is what `body` did.
    public func commit<Value: Sendable>(
        bytes: Int = 1024, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        let outcome = CommitOutcome<Value>()
        return try await withCheckedThrowingContinuation { continuation in
            submit(
                StateWrite(
                    bytes: bytes, isUrgent: true,
                    ended: { failure in continuation.resume(with: outcome.result(failure)) },
                    body: { database in try outcome.run { try body(database) } }))
        }
    }

    private func schedule(after nanoseconds: Int64) {
        thread.run(after: nanoseconds) { self.drain() }
    }

    // MARK: Ends

    /// Returns when all that was handed over before is written, or was tried.
    public func flush() async {
        await withCheckedContinuation { continuation in
            thread.run {
                self.writeWaiting()
                continuation.resume()
            }
        }
    }

    /// Writes what waits, takes nothing any more and closes the database.
    public func stop() async {
        await flush()
        let left = waiting.withLock { waiting in
            waiting.isStopped = true
            let left = waiting.writes
            waiting.writes = []
            waiting.report.waitingBytes = 0
            waiting.report.dropped += left.reduce(0) { $0 + $1.entries }
            return left
        }
        for write in left { write.ended?(.queueIsFull) }
        if !left.isEmpty { notify(.lost(entries: left.reduce(0) { $0 + $1.entries })) }
        await withCheckedContinuation { continuation in
            thread.run {
                self.database.close()
                continuation.resume()
            }
        }
        thread.end()
    }

    // MARK: The writer's thread

    private func drain() {
        let isGood = writeWaiting()
        let pause = Int64(isGood ? limits.interval : limits.pause) * 1_000_000
        let goesOn = waiting.withLock { waiting in
            waiting.nextCommit = ThreadClock.now() + pause
            waiting.isScheduled = !waiting.writes.isEmpty
            return waiting.isScheduled
        }
        if goesOn { schedule(after: pause) }
    }

    /// Writes what waits in one transaction; false if that failed.
    @discardableResult
    private func writeWaiting() -> Bool {
        let (writes, oldest) = waiting.withLock { waiting in
            let taken = (waiting.writes, waiting.oldest)
            waiting.writes = []
            waiting.oldest = nil
            waiting.isHurried = false
            return taken
        }
        guard !writes.isEmpty else { return true }
        let started = ThreadClock.processorTime()
        do {
            let refusals = try WriteGroup.commit(writes, to: database)
            let wait = oldest.map { ThreadClock.now() - $0 } ?? 0
            succeeded(writes, refusals, wait: wait, processorTime: ThreadClock.processorTime() - started)
            return true
        } catch {
            failed(writes, error, since: oldest, processorTime: ThreadClock.processorTime() - started)
            return false
        }
    }

    private func succeeded(
        _ writes: [StateWrite], _ refusals: [Int: StorageFailure], wait: Int64, processorTime: Int64
    ) {
        let bytes = writes.reduce(0) { $0 + $1.bytes }
        let entries = writes.reduce(0) { $0 + $1.entries }
        let refused = refusals.keys.reduce(0) { $0 + writes[$1].entries }
        let recovered: Int? = waiting.withLock { waiting in
            waiting.report.waitingBytes -= bytes
            waiting.report.written += entries - refused
            waiting.report.refused += refused
            waiting.report.commits += 1
            waiting.report.waitNanoseconds += wait
            waiting.report.longestWaitNanoseconds = max(waiting.report.longestWaitNanoseconds, wait)
            waiting.report.writerNanoseconds += processorTime
            defer {
                waiting.report.state = .active
                waiting.report.reason = nil
                waiting.droppedSinceFailure = 0
            }
            return waiting.report.state == .failing ? waiting.droppedSinceFailure : nil
        }
        for (place, write) in writes.enumerated() { write.ended?(refusals[place]) }
        if let recovered { notify(.recovered(dropped: recovered)) }
        let isDue = sinceCheckpoint.withLock { sum in
            sum.bytes += bytes
            sum.commits += 1
            guard sum.bytes >= Self.checkpointBytes || sum.commits >= Self.checkpointCommits else { return false }
            sum = (0, 0)
            return true
        }
        guard isDue else { return }
        database.checkpointSoon()
    }

    private func failed(_ writes: [StateWrite], _ error: any Error, since oldest: Int64?, processorTime: Int64) {
        for write in writes { write.undone?() }
        let reason = OpeningProblem.words(error)
        let isDamaged = (error as? DatabaseError).map(OpeningProblem.isDamage) ?? false
        let given = isDamaged ? writes : writes.filter(\.isUrgent)
        let notice: StorageNotice? = waiting.withLock { waiting in
            waiting.report.failedCommits += 1
            waiting.report.writerNanoseconds += processorTime
            waiting.report.waitingBytes -= given.reduce(0) { $0 + $1.bytes }
            waiting.report.dropped += given.reduce(0) { $0 + $1.entries }
            if !isDamaged {
                waiting.writes.insert(contentsOf: writes.filter { !$0.isUrgent }, at: 0)
                waiting.oldest = waiting.writes.isEmpty ? nil : oldest
            }
            let state = isDamaged ? StorageReport.State.damaged : .failing
            defer {
                waiting.report.state = state
                waiting.report.reason = reason
            }
            guard waiting.report.state != state else { return nil }
            return isDamaged ? .damaged(reason: reason) : .failing(reason: reason)
        }
        if isDamaged { database.suspectFile() }
        for write in given { write.ended?(.refused(reason: reason)) }
        if let notice { notify(notice) }
    }
}
