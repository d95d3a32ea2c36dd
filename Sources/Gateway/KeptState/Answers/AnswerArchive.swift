// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Dispatch
import GRDB
import Locking
public import NIOCore
public import Pipeline
public import Storage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The exact cache's answers on disk: written behind, read again one by one after a restart.
///
/// The file holds what the cache holds, in memory and on the shelf, so the cache's bounds are its bounds. An answer that
/// could not be written is asked for again after a restart; nothing else is lost with the file.
public final class AnswerArchive: CacheJournal, ColdStore, Sendable {
    private let store: StateStore
    private let clock: StateClock
    private let numbers = Locked(AnswerNumbers())
    /// Reads one answer after another, which takes a fraction of a millisecond each.
    private let reader = DispatchQueue(label: "isartor-answers", qos: .userInitiated)

    /// What a short entry of the queue is charged with, in bytes.
    private static let smallWrite = 160

    public init(store: StateStore, clock: StateClock) {
        self.store = store
        self.clock = clock
    }

    /// Whether answers are written at all.
    public var isKept: Bool { store.isKept }

    // MARK: The start

    /// Finds out what an earlier run kept and is still of use, and has everything else removed.
    ///
    /// Reads what stands beside the answers, not them. Waits for the disk, so it is for the start only.
    public func shelve(into cache: ExactCache<ByteBuffer>) throws(StorageFailure) {
        guard let database = store.database else { return }
        let (steady, wall) = (clock.steady(), clock.wall())
        let limits = cache.limits
        let isEnabled = cache.isEnabled
        let lifetime = limits.keptLifetime
        let (found, surplus) = try database.readNow { connection in
            var found: [(identity: Fingerprint, item: ColdShelf.Item)] = []
            var surplus: [Fingerprint] = []
            // A clock that was set back makes nothing younger than it is: the newest answer is from now at the latest.
            let newest = try Int64.fetchOne(connection, sql: "SELECT max(stored_at) FROM kept_shelf") ?? 0
            let now = max(wall, newest)
            var bytes = 0
            let rows = try Row.fetchCursor(
                connection, sql: "SELECT stored_at, identity, cost FROM kept_shelf ORDER BY stored_at DESC")
            while let row = try rows.next() {
                let blob: Data = row[1]
                guard let identity = Fingerprint(bytes: Array(blob)) else { continue }
                let (age, cost): (Int64, Int) = (now - row[0], row[2])
                if isEnabled, age < lifetime, found.count < limits.entries, bytes + cost <= limits.bytes {
                    bytes += cost
                    found.append((identity, .init(storedAt: steady - age, bytes: cost)))
                } else {
                    surplus.append(identity)
                }
            }
            return (found, surplus)
        }
        try look(database)
        cache.shelf.put(found)
        for identity in surplus { dropped(identity) }
    }

    /// Looks up which answers there are.
    private func look(_ database: StateDatabase) throws(StorageFailure) {
        // Of two to one question the older one goes, which only the writer may do; here it is only overlooked.
        _ = try database.readNow { connection in try numbers.withLock { try $0.look(connection) } }
    }

    // MARK: What the cache tells

    public func kept(_ entry: CacheEntry<ByteBuffer>, for identity: Fingerprint) {
        let record = AnswerRecord(entry, identity: identity, storedAt: clock.wall() - clock.steady() + entry.storedAt)
        let cost = entry.cost
        let isTaken = store.submit(
            StateWrite(
                bytes: entry.original.footprint + Self.smallWrite,
                undone: { [self] in numbers.withLock { $0.doubt() } }
            ) { [self] database in
                let (number, old) = try numbers.withLock { numbers in
                    try numbers.makeSure(database)
                    return numbers.add(identity)
                }
                if let old { try AnswerRecord.delete(old, in: database) }
                try record.insert(number, cost: cost, into: database)
            })
        // An older answer must not come back in the place of one that was too much for the queue. What is removed
        // takes no room, so it always gets in.
        if !isTaken { remove(identity, bytes: 0) }
    }

    public func dropped(_ identity: Fingerprint) { remove(identity, bytes: Self.smallWrite) }

    private func remove(_ identity: Fingerprint, bytes: Int) {
        _ = store.submit(
            StateWrite(bytes: bytes, entries: 0, undone: { [self] in numbers.withLock { $0.doubt() } }) {
                [self] database in
                let number = try numbers.withLock { numbers in
                    try numbers.makeSure(database)
                    return numbers.remove(identity)
                }
                if let number { try AnswerRecord.delete(number, in: database) }
            })
    }

    // MARK: Reading

    public func read(
        _ identity: Fingerprint, _ item: ColdShelf.Item,
        then take: @escaping @Sendable (CacheEntry<ByteBuffer>?) -> Void
    ) {
        guard let database = store.database else { return take(nil) }
        reader.async { take(self.record(identity, in: database)?.entry(storedAt: item.storedAt)) }
    }

    /// An answer as it is on disk; nil if it is gone or cannot be read.
    public func record(_ identity: Fingerprint) async -> AnswerRecord? {
        guard let database = store.database else { return nil }
        return await withCheckedContinuation { continuation in
            reader.async { continuation.resume(returning: self.record(identity, in: database)) }
        }
    }

    private func record(_ identity: Fingerprint, in database: StateDatabase) -> AnswerRecord? {
        guard let number = numbers.withLock({ $0.number(of: identity) }) else { return nil }
        do throws(StorageFailure) {
            let record = try database.readNow { database in
                try Row.fetchOne(database, sql: AnswerRecord.selectSQL, arguments: [number])
                    .flatMap { AnswerRecord($0) }
            }
            return record?.identity == identity ? record : nil
        } catch {
            return nil
        }
    }

    /// Returns when all that the cache told before is written, or was tried.
    public func flush() async { await store.flush() }

    /// How the file is doing.
    public var report: StorageReport { store.report }

    /// Writes what waits and closes the file.
    public func stop() async { await store.stop() }
}
