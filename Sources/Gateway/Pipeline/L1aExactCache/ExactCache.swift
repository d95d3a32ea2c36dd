// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import Locking

/// Layer 1a: answers to requests that were asked before, word for word and option for option.
///
/// Bounded by entries and by bytes, whichever comes first; the least recently used entry goes. Safe to use from all
/// event loops: the entries are spread over shards, each behind a lock that is held for a dictionary access.
public final class ExactCache<Body: Sendable>: Sendable {
    /// The bounds of a cache.
    public struct Limits: Sendable {
        /// How many entries are kept.
        public var entries: Int
        /// How many bytes the entries may take, bookkeeping included.
        public var bytes: Int
        /// An answer of more bytes is not kept.
        public var entryBytes: Int
        /// How long an entry is served, in milliseconds; zero keeps nothing.
        public var lifetime: Int64
        /// How long an entry is kept beyond its lifetime for when nothing fresher can be had, in milliseconds.
        public var staleLifetime: Int64

        @inlinable
        public init(entries: Int, bytes: Int, entryBytes: Int, lifetime: Int64, staleLifetime: Int64 = 0) {
            self.entries = entries
            self.bytes = bytes
            self.entryBytes = entryBytes
            self.lifetime = lifetime
            self.staleLifetime = staleLifetime
        }

        /// How long an entry stays unless it has to make room, in milliseconds.
        @inlinable
        public var keptLifetime: Int64 {
            let (sum, isTooLarge) = lifetime.addingReportingOverflow(max(0, staleLifetime))
            return isTooLarge ? .max : sum
        }
    }

    /// How full a cache is, and what it threw out.
    public struct Statistics: Sendable, Hashable {
        public var entries = 0
        public var bytes = 0
        public var evictions = 0
        public var expirations = 0

        @inlinable
        public init(entries: Int = 0, bytes: Int = 0, evictions: Int = 0, expirations: Int = 0) {
            self.entries = entries
            self.bytes = bytes
            self.evictions = evictions
            self.expirations = expirations
        }
    }

    public let limits: Limits
    /// What an earlier run kept and nobody has asked for since.
    ///
    /// An answer moves from here into memory and never back, so whoever looks for one looks here first.
    public let shelf = ColdShelf()
    @usableFromInline let shards: [Shard]

    @usableFromInline
    final class Shard: Sendable {
        @usableFromInline let list: Locked<CacheShard<Body>>

        @inlinable
        init(_ list: sending CacheShard<Body>) { self.list = Locked(list) }
    }

    /// Makes an empty cache.
    ///
    /// - Parameter journal: who writes down what is kept and dropped.
    @inlinable
    public init(limits: Limits, journal: (any CacheJournal<Body>)? = nil) {
        self.limits = limits
        // Small caches are one shard, so that their bounds stay exact.
        var count = 16
        while count > 1, limits.entries / count < 256 || limits.bytes / count < 2 * limits.entryBytes { count /= 2 }
        shards = (0..<count).map { _ in
            Shard(
                CacheShard(
                    entries: max(1, limits.entries / count), bytes: max(1, limits.bytes / count), journal: journal))
        }
    }

    /// Whether anything is kept at all.
    @inlinable
    public var isEnabled: Bool { limits.lifetime > 0 && limits.entries > 0 && limits.bytes > 0 }

    /// The entry under `identity` if it is still fresh at `now`.
    @inlinable
    public func entry(for identity: Fingerprint, now: Int64) -> CacheEntry<Body>? {
        shard(identity).list.withLock {
            $0.entry(for: identity, now: now, lifetime: limits.lifetime, kept: limits.keptLifetime)
        }
    }

    /// The entry under `identity`, fresh or still within ``Limits/staleLifetime`` of having been so.
    @inlinable
    public func staleEntry(for identity: Fingerprint, now: Int64) -> CacheEntry<Body>? {
        let kept = limits.keptLifetime
        return shard(identity).list.withLock { $0.entry(for: identity, now: now, lifetime: kept, kept: kept) }
    }

    /// Keeps an entry, replacing one under the same identity; false if it is too large.
    @inlinable
    @discardableResult
    public func keep(_ entry: CacheEntry<Body>, for identity: Fingerprint) -> Bool {
        guard isEnabled, entry.original.size <= limits.entryBytes else { return false }
        let isKept = shard(identity).list.withLock { list in
            let wasCold = shelf.take(identity) != nil
            if list.keep(entry, for: identity) { return true }
            if wasCold { list.journal?.dropped(identity) }
            return false
        }
        if !shelf.isEmpty { trimShelf() }
        return isKept
    }

    /// Lets the oldest answers on disk go until they and those in memory keep the bounds together.
    @usableFromInline
    func trimShelf() {
        let memory = statistics
        while true {
            let (entries, bytes) = shelf.size
            guard memory.bytes + bytes > limits.bytes || memory.entries + entries > limits.entries,
                let oldest = shelf.oldest
            else { return }
            forgetCold(oldest)
        }
    }

    /// Drops an entry that is on disk only; nothing happens to one in memory.
    public func forgetCold(_ identity: Fingerprint) {
        shard(identity).list.withLock { list in
            if shelf.take(identity) != nil { list.journal?.dropped(identity) }
        }
    }

    /// Takes an earlier run's entry into memory, unless it was replaced or dropped while it was read.
    @inlinable
    public func warm(_ entry: CacheEntry<Body>, for identity: Fingerprint) {
        shard(identity).list.withLock { list in
            guard shelf.take(identity) != nil else { return }
            // What has no place in memory has none on disk.
            if !isEnabled || !list.keep(entry, for: identity, isNew: false) { list.journal?.dropped(identity) }
        }
    }

    /// What is known of an entry that is on disk only, if it is young enough to be of use at `now`.
    @inlinable
    public func coldItem(_ identity: Fingerprint, now: Int64) -> ColdShelf.Item? {
        guard let item = shelf.item(identity), now - item.storedAt < limits.keptLifetime else { return nil }
        return item
    }

    /// Whether there is an answer that is young enough to be served, in memory or on disk.
    public func hasFresh(_ identity: Fingerprint, now: Int64) -> Bool {
        if let item = coldItem(identity, now: now) { return now - item.storedAt < limits.lifetime }
        return entry(for: identity, now: now) != nil
    }

    /// Adds another form of the answer that was kept under `identity` at `storedAt`, if that one is still there.
    @inlinable
    public func add(_ rendition: CacheEntry<Body>.Rendition, to identity: Fingerprint, storedAt: Int64) {
        guard rendition.size <= limits.entryBytes else { return }
        shard(identity).list.withLock { $0.add(rendition, to: identity, storedAt: storedAt) }
    }

    /// Drops the entry under `identity`; false if there was none.
    @inlinable
    @discardableResult
    public func remove(_ identity: Fingerprint) -> Bool {
        shard(identity).list.withLock { list in
            guard shelf.take(identity) != nil else { return list.remove(identity) }
            list.journal?.dropped(identity)
            return true
        }
    }

    /// Drops everything that was kept before `moment`; tells how much that was.
    public func removeAll(before moment: Int64) -> Int {
        var removed = 0
        for (identity, item) in shelf.all where item.storedAt < moment && remove(identity) { removed += 1 }
        return shards.reduce(removed) { $0 + $1.list.withLock { $0.removeAll(before: moment) } }
    }

    /// What there is, in memory and on disk.
    public var summaries: [CacheSummary] {
        let cold = shelf.all
        let warm = shards.flatMap { $0.list.withLock { $0.summaries } }
        // What was read from disk meanwhile is in both.
        let known = Set(cold.isEmpty ? [] : warm.map(\.identity))
        return warm
            + cold.lazy.filter { !known.contains($0.identity) }.map {
                CacheSummary(identity: $0.identity, storedAt: $0.item.storedAt, bytes: $0.item.bytes, place: .disk)
            }
    }

    /// How full the cache is now.
    @inlinable
    public var statistics: Statistics {
        var sum = Statistics()
        for shard in shards {
            let part = shard.list.withLock { $0.statistics }
            sum.entries += part.entries
            sum.bytes += part.bytes
            sum.evictions += part.evictions
            sum.expirations += part.expirations
        }
        return sum
    }

    @inlinable
    func shard(_ identity: Fingerprint) -> Shard {
        // Dictionaries hash the first word, so shards are chosen by another one.
        shards[Int(truncatingIfNeeded: identity.words.y & UInt64(shards.count - 1))]
    }
}
