// SPDX-License-Identifier: Apache-2.0

import Conversation
import Locking
import NIOCore
import Pipeline
import Storage

/// Takes what the cache keeps and drops from any thread and writes it to the log from one thread of its own.
///
/// Nobody who hands something over waits for a disk. The first change after a pause is written at once, then there is a
/// write an interval with all that came meanwhile. Bounded in bytes: an answer beyond the bound is dropped and counted,
/// a removal never is. When the disk is full, what waits is tried again every second.
final class AnswerQueue: Sendable {
    private struct Waiting {
        var changes: [AnswerLog.Change] = []
        /// Answers whose last change found no room: what the log has of them goes.
        var doubtful: Set<Fingerprint> = []
        /// Whether these were too many: then all that the log has goes.
        var isAllDoubtful = false
        var isScheduled = false
        var isHurried = false
        var isStopped = false
        var isDropping = false
        var droppedSinceFailure = 0
        var nextWrite: Int64 = 0
        /// When what waits longest was handed over.
        var oldest: Int64?
        var report = StorageReport()

        var isEmpty: Bool { changes.isEmpty && doubtful.isEmpty && !isAllDoubtful }

        mutating func doubt(_ identity: Fingerprint) {
            doubtful.insert(identity)
            guard doubtful.count > AnswerQueue.doubtfulLimit else { return }
            report.dropped += changes.count { $0.isAnswer }
            report.waitingBytes -= changes.reduce(0) { $0 + $1.bytes }
            (changes, doubtful, oldest, isAllDoubtful) = ([], [], nil, true)
        }
    }

    /// What a change is charged with beside the answer, in bytes.
    static let smallChange = 160
    /// So many answers may be doubtful.
    static let doubtfulLimit = 1 << 16
    /// Bytes that are moved between two writes, or twice what was written.
    private static let tidied = 1 << 20

    private let waiting: Locked<Waiting>
    private let log: Locked<AnswerLog?>
    /// Where answers are, for readers.
    let table: AnswerTable
    private let limits: WriteBehindQueue.Limits
    private let clock: StateClock
    private let damage: DamageCount
    private let notify: @Sendable (StorageNotice) -> Void
    private let thread: WriterThread

    init(
        _ log: AnswerLog, setAside: SetAsideFile?, limits: WriteBehindQueue.Limits, clock: StateClock,
        damage: DamageCount, notify: @escaping @Sendable (StorageNotice) -> Void
    ) throws(StorageFailure) {
        thread = try WriterThread(name: "isartor-answers")
        table = log.table
        self.log = Locked(log)
        self.limits = limits
        self.clock = clock
        self.damage = damage
        self.notify = notify
        var start = Waiting()
        start.report.setAside = setAside
        start.report.limitBytes = limits.bytes
        waiting = Locked(start)
    }

    /// How it is doing.
    var report: StorageReport { waiting.withLock { $0.report } }

    // MARK: Handing over

    /// Takes an answer; one that finds no room is dropped, and with it an older one under its identity.
    func keep(_ entry: CacheEntry<ByteBuffer>, for identity: Fingerprint) {
        let isTooLarge = entry.original.size > AnswerLog.bodyLimit
        take(.kept(entry, identity), identity, isTooLarge: isTooLarge)
    }

    /// Takes the word that an answer is gone, which is never dropped.
    func remove(_ identity: Fingerprint) { take(.removed(identity), identity) }

    private func take(_ change: AnswerLog.Change, _ identity: Fingerprint, isTooLarge: Bool = false) {
        var (isMuch, isFirstDrop) = (false, false)
        let delay: Int64? = waiting.withLock { waiting in
            guard !waiting.isStopped else { return nil }
            if isTooLarge || waiting.report.waitingBytes + change.bytes > limits.bytes {
                waiting.doubt(identity)
                if change.isAnswer {
                    waiting.report.dropped += 1
                    waiting.droppedSinceFailure += 1
                    isFirstDrop = !waiting.isDropping && !isTooLarge
                    waiting.isDropping = true
                }
            } else {
                if change.isAnswer {
                    waiting.isDropping = false
                    if !waiting.doubtful.isEmpty { waiting.doubtful.remove(identity) }
                }
                waiting.changes.append(change)
                waiting.report.waitingBytes += change.bytes
            }
            if waiting.isScheduled {
                isMuch =
                    !waiting.isHurried && waiting.report.waitingBytes > limits.bytes / 4
                    && waiting.report.state == .active
                if isMuch { waiting.isHurried = true }
                if waiting.oldest == nil { waiting.oldest = ThreadClock.now() }
                return nil
            }
            let now = ThreadClock.now()
            if waiting.oldest == nil { waiting.oldest = now }
            waiting.isScheduled = true
            return max(0, waiting.nextWrite - now)
        }
        if let delay { thread.run(after: delay) { self.drain() } }
        if isMuch { thread.run { _ = self.writeWaiting() } }
        if isFirstDrop { notify(.dropping) }
    }

    // MARK: Ends

    /// Returns when all that was handed over before is written, or was tried.
    func flush() async {
        await withCheckedContinuation { continuation in
            thread.run {
                if self.writeWaiting().hasMore { self.drainSoon() }
                continuation.resume()
            }
        }
    }

    /// Writes what waits, takes nothing any more, and lets go of the files.
    func stop() async {
        await flush()
        let lost = waiting.withLock { waiting in
            waiting.isStopped = true
            let lost = waiting.changes.count { $0.isAnswer }
            waiting.changes = []
            waiting.report.waitingBytes = 0
            waiting.report.dropped += lost
            return lost
        }
        if lost > 0 { notify(.lost(entries: lost)) }
        await withCheckedContinuation { continuation in
            thread.run {
                self.log.withLock { log in
                    log?.seal()
                    log = nil
                }
                continuation.resume()
            }
        }
        thread.end()
    }

    // MARK: The writer's thread

    private func drainSoon() {
        let isNew = waiting.withLock { waiting in
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled && !waiting.isStopped
        }
        if isNew { thread.run(after: Int64(limits.interval) * 1_000_000) { self.drain() } }
    }

    private func drain() {
        let (isGood, hasMore) = writeWaiting()
        let pause = Int64(isGood ? limits.interval : limits.pause) * 1_000_000
        let goesOn = waiting.withLock { waiting in
            waiting.nextWrite = ThreadClock.now() + pause
            waiting.isScheduled = !waiting.isStopped && (hasMore || !waiting.isEmpty)
            return waiting.isScheduled
        }
        if goesOn { thread.run(after: pause) { self.drain() } }
    }

    /// Writes what waits; tells whether that worked, and whether the log wants to be tidied further.
    private func writeWaiting() -> (isGood: Bool, hasMore: Bool) {
        let began = ThreadClock.processorTime()
        let (changes, doubtful, isAllDoubtful, oldest) = waiting.withLock { waiting in
            let taken = (waiting.changes, waiting.doubtful, waiting.isAllDoubtful, waiting.oldest)
            waiting.changes = []
            // As many are likely to come again.
            waiting.changes.reserveCapacity(min(taken.0.count, 1 << 13))
            (waiting.doubtful, waiting.isAllDoubtful, waiting.oldest, waiting.isHurried) = ([], false, nil, false)
            return taken
        }
        let all = doubtful.isEmpty ? changes : changes + doubtful.map { .removed($0) }
        let bytes = changes.reduce(0) { $0 + $1.bytes }
        let wall = clock.wall() - clock.steady()
        let (written, problem, hasMore, damaged): (Int, StorageFailure?, Bool, Int) = log.withLock { log in
            guard var open = log.take() else { return (all.count, nil, false, 0) }
            defer { log = open }
            if isAllDoubtful { open.clear() }
            let (written, problem) = open.write(all, wall: wall)
            let before = open.damaged
            let hasMore = problem == nil && open.tidy(max(Self.tidied, 2 * bytes))
            return (written, problem, hasMore, open.damaged - before)
        }
        guard !all.isEmpty || isAllDoubtful || hasMore else { return (true, false) }
        let answers = changes.prefix(written).count { $0.isAnswer }
        let rest = changes.dropFirst(written)
        let time = ThreadClock.processorTime() - began
        let notices = waiting.withLock { waiting in
            waiting.report.written += answers
            waiting.report.waitingBytes -= bytes
            waiting.report.writerNanoseconds += time
            guard let problem else {
                let wait = oldest.map { ThreadClock.now() - $0 } ?? 0
                defer { waiting.droppedSinceFailure = 0 }
                return waiting.report.succeed(after: wait, dropped: waiting.droppedSinceFailure)
            }
            if waiting.isAllDoubtful {
                waiting.report.dropped += rest.count { $0.isAnswer }
            } else {
                waiting.changes.insert(contentsOf: rest, at: 0)
                waiting.report.waitingBytes += rest.reduce(0) { $0 + $1.bytes }
                waiting.doubtful.formUnion(doubtful)
                waiting.oldest = oldest
            }
            return waiting.report.fail(problem.reason)
        }
        for notice in notices { notify(notice) }
        if damaged > 0 { damage.found(damaged) }
        return (problem == nil, hasMore)
    }
}

extension AnswerLog.Change {
    fileprivate var isAnswer: Bool { if case .kept = self { true } else { false } }

    /// The memory that it holds while it waits, in bytes.
    fileprivate var bytes: Int {
        switch self {
        case .kept(let entry, _): entry.original.footprint + AnswerQueue.smallChange
        case .removed: AnswerQueue.smallChange
        }
    }
}

extension StorageFailure {
    /// What is wrong, without what to do about it.
    fileprivate var reason: String {
        switch self {
        case .cannotOpen(_, let reason), .unavailable(let reason), .refused(let reason): reason
        case .queueIsFull: description
        }
    }
}

extension StorageReport {
    /// Counts a write; tells what is new about it.
    fileprivate mutating func succeed(after wait: Int64, dropped: Int) -> [StorageNotice] {
        let hadFailed = state == .failing
        (state, reason) = (.active, nil)
        commits += 1
        waitNanoseconds += wait
        longestWaitNanoseconds = max(longestWaitNanoseconds, wait)
        return hadFailed ? [.recovered(dropped: dropped)] : []
    }

    /// Counts a write that failed; tells what is new about it.
    fileprivate mutating func fail(_ words: String) -> [StorageNotice] {
        let isNew = state != .failing
        (state, reason) = (.failing, words)
        failedCommits += 1
        return isNew ? [.failing(reason: words)] : []
    }
}
