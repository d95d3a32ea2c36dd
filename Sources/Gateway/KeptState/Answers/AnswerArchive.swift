// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Dispatch
import Locking
public import NIOCore
public import Pipeline
public import Storage

/// The exact cache's answers on disk: written behind, read again one by one after a restart.
///
/// The log holds what the cache holds, in memory and on the shelf, so the cache's bounds are its bounds. An answer that
/// could not be written is asked for again after a restart; nothing else is lost with the log.
public final class AnswerArchive: CacheJournal, ColdStore, Sendable {
    /// Its bounds.
    public struct Limits: Sendable {
        /// The bytes of answers that the cache holds.
        public var cache: Int
        /// Bytes that wait or are being written.
        public var queue: Int
        /// Time between two writes, in milliseconds.
        public var interval: Int

        public init(cache: Int, queue: Int, interval: Int = 250) {
            self.cache = cache
            self.queue = queue
            self.interval = interval
        }
    }

    private let queue: AnswerQueue
    private let clock: StateClock
    private let damage: DamageCount
    /// What an earlier run left, until it is on the shelf.
    private let found: Locked<[SegmentEntry]>
    /// Reads one answer after another, which takes a fraction of a millisecond each.
    private let reader = DispatchQueue(label: "isartor-answers", qos: .userInitiated)

    /// Opens or makes the log in a folder; nil where that fails, which is no reason not to serve.
    ///
    /// - Parameter seed: a random number for each segment.
    /// - Parameter notify: hears what an operator should know; called from any thread.
    public static func open(
        _ folder: String, limits: Limits, clock: StateClock, seed: @escaping @Sendable () -> UInt64,
        notify: @escaping @Sendable (StorageNotice) -> Void
    ) -> AnswerArchive? {
        do throws(StorageFailure) {
            let (log, found) = try AnswerLog.open(
                folder, segmentSize: AnswerLog.segmentSize(cacheBytes: limits.cache), seed: seed)
            for file in found.setAside { notify(.setAside(file)) }
            return try AnswerArchive(log, found, limits, clock, notify)
        } catch {
            notify(.unavailable(reason: "\(error)"))
            return nil
        }
    }

    init(
        _ log: AnswerLog, _ found: AnswerLog.Found, _ limits: Limits, _ clock: StateClock,
        _ notify: @escaping @Sendable (StorageNotice) -> Void
    ) throws(StorageFailure) {
        self.clock = clock
        self.found = Locked(found.answers)
        damage = DamageCount(clock: clock, notify: notify)
        queue = try AnswerQueue(
            log, setAside: found.setAside.first, limits: .init(bytes: limits.queue, interval: limits.interval),
            clock: clock, damage: damage, notify: notify)
    }

    // MARK: The start

    /// Puts what an earlier run kept and is still of use on the cache's shelf, and has everything else removed.
    ///
    /// What stands beside the answers was read when the log was opened, so this reads nothing.
    public func shelve(into cache: ExactCache<ByteBuffer>) {
        let found = self.found.withLock { found in
            defer { found = [] }
            return found
        }.sorted { $0.storedAt > $1.storedAt }
        let (steady, limits) = (clock.steady(), cache.limits)
        let lifetime = limits.keptLifetime
        // A clock that was set back makes nothing younger than it is: the newest answer is from now at the latest.
        let now = max(clock.wall(), found.first?.storedAt ?? 0)
        var shelf: [(identity: Fingerprint, item: ColdShelf.Item)] = []
        var surplus: [Fingerprint] = []
        var bytes = 0
        for answer in found {
            let (age, cost) = (now - answer.storedAt, Int(answer.cost))
            if cache.isEnabled, age < lifetime, shelf.count < limits.entries, bytes + cost <= limits.bytes {
                bytes += cost
                shelf.append((answer.identity, .init(storedAt: steady - age, bytes: cost)))
            } else {
                surplus.append(answer.identity)
            }
        }
        cache.shelf.put(shelf)
        for identity in surplus { dropped(identity) }
    }

    // MARK: What the cache tells

    public func kept(_ entry: CacheEntry<ByteBuffer>, for identity: Fingerprint) { queue.keep(entry, for: identity) }

    public func dropped(_ identity: Fingerprint) { queue.remove(identity) }

    // MARK: Reading

    public func read(
        _ identity: Fingerprint, _ item: ColdShelf.Item,
        then take: @escaping @Sendable (CacheEntry<ByteBuffer>?) -> Void
    ) {
        reader.async { take(self.readNow(identity)?.entry(storedAt: item.storedAt)) }
    }

    /// An answer as it is on disk; nil if it is gone or cannot be read.
    public func record(_ identity: Fingerprint) async -> AnswerRecord? {
        await withCheckedContinuation { continuation in
            reader.async { continuation.resume(returning: self.readNow(identity)) }
        }
    }

    private func readNow(_ identity: Fingerprint) -> AnswerRecord? {
        guard let (file, place) = queue.table.find(identity) else { return nil }
        let bytes = file.bytes(at: Int(place.offset), count: Int(place.length))
        if let record = AnswerRecord(logRecord: bytes, identity: identity, seed: file.seed) { return record }
        damage.found()
        return nil
    }

    /// Returns when all that the cache told before is written, or was tried.
    public func flush() async { await queue.flush() }

    /// How the log is doing.
    public var report: StorageReport {
        var report = queue.report
        report.damaged = damage.all
        return report
    }

    /// Writes what waits and closes the log.
    public func stop() async { await queue.stop() }
}
