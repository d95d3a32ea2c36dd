// SPDX-License-Identifier: Apache-2.0

internal import Locking
internal import Synchronization

/// Finds the entries of a partition whose vectors are nearest to a text's: exactly, by looking at all of them.
///
/// Bounded by entries and by bytes over all partitions; the entry used longest ago goes. Safe to use from several threads:
/// partitions are spread over shards, each behind a lock that is held for single insertions and removals, never while
/// rows are compared. A search takes about 0.1 ms for each 10,000 entries of its partition, so it belongs in a thread
/// that may compute, not on an event loop.
public final class VectorIndex: Sendable {
    /// The bounds of an index.
    public struct Limits: Sendable {
        /// How many entries are kept.
        public var entries: Int
        /// How many bytes the entries may take, bookkeeping included.
        public var bytes: Int

        /// - Parameters:
        ///   - entries: how many entries are kept.
        ///   - bytes: how many bytes they may take.
        public init(entries: Int, bytes: Int) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// What became of an entry that was to be inserted.
    public enum Insertion: Sendable, Hashable {
        /// It is in the index; the entries named had to go for it.
        case kept(evicted: [UInt64])
        /// It alone takes more than the limits allow.
        case tooLarge
        /// Its vectors have another dimension than the index.
        case wrongDimension
    }

    /// Values in a vector.
    public let dimension: Int
    public let limits: Limits

    let stride: Int
    let kernel: ScanKernel
    private let shards: [Shard]
    private let size = Atomic<Int>(0)
    private let count = Atomic<Int>(0)
    private let uses = Atomic<UInt64>(0)

    /// A shard behind its lock, and what others need to know of it without waiting.
    final class Shard: Sendable {
        let content: Locked<IndexShard>
        /// The use count of its oldest entry.
        let oldestUse = Atomic<UInt64>(.max)

        init(stride: Int) { content = Locked(IndexShard(stride: stride)) }
    }

    /// Makes an empty index; nil if the dimension is not one of ``QuantisedVectors/dimensions``.
    public convenience init?(dimension: Int, limits: Limits) {
        self.init(dimension: dimension, limits: limits, kernel: .best)
    }

    init?(dimension: Int, limits: Limits, kernel: ScanKernel, shards: Int = 16) {
        guard QuantisedVectors.dimensions.contains(dimension) else { return nil }
        self.dimension = dimension
        self.limits = limits
        self.kernel = kernel
        let stride = (dimension + 63) / 64 * 64
        self.stride = stride
        self.shards = (0..<shards).map { _ in Shard(stride: stride) }
    }

    /// The instructions that searches run on, such as "avx512-vnni".
    public var instructions: String { kernel.name }

    /// Adds an entry, in place of one with the same number in the same partition.
    ///
    /// - Parameters:
    ///   - id: the entry's number, of which the caller makes sure that no other partition has it.
    ///   - vectors: the vectors of its text.
    ///   - partition: what it may be compared with.
    ///   - expires: when it is no longer found, in milliseconds of the clock that ``search`` is given.
    @discardableResult
    public func insert(
        _ id: UInt64, vectors: QuantisedVectors, in partition: PartitionKey, expires: Int64
    ) -> Insertion {
        guard vectors.dimension == dimension else { return .wrongDimension }
        let least =
            Segment.size(capacity: 1, stride: stride) + IndexShard.entrySize + IndexShard.partitionSize
            + (vectors.count > 1 ? vectors.bytes.count : 0)
        guard limits.entries > 0, least <= limits.bytes else { return .tooLarge }
        let entry = NewEntry(id: id, vectors: vectors, partition: partition, expires: expires)
        let use = nextUse()
        change(shard(partition)) { $0.insert(entry, use: use) }
        return .kept(evicted: makeRoom(for: id))
    }

    /// Removes an entry; false if there is none of that number.
    @discardableResult
    public func remove(_ id: UInt64) -> Bool {
        var removed = false
        for shard in shards where change(shard, { $0.remove(id) }) { removed = true }
        return removed
    }

    /// Removes an entry of a known partition; false if there is none.
    @discardableResult
    public func remove(_ id: UInt64, in partition: PartitionKey) -> Bool {
        change(shard(partition)) { $0.remove(id) }
    }

    /// Removes everything.
    public func removeAll() {
        for shard in shards { change(shard) { $0.removeAll() } }
    }

    /// Removes entries that have expired at `now`, so many at most, and returns their numbers.
    ///
    /// Searches pass over them in any case; this frees their memory. Looks at the expiry of all entries, and holds a shard's
    /// lock for as long as its removals take, which is what `limit` is for.
    public func removeExpired(now: Int64, atMost limit: Int) -> [UInt64] {
        var removed: [UInt64] = []
        for shard in shards where removed.count < limit {
            let most = limit - removed.count
            removed += change(shard) { $0.removeExpired(now: now, atMost: most) }
        }
        return removed
    }

    /// Notes that an entry was of use, so that others go before it; false if it is no longer there.
    @discardableResult
    public func noteUse(of id: UInt64, in partition: PartitionKey) -> Bool {
        let use = nextUse()
        return change(shard(partition)) { $0.noteUse(of: id, use: use) }
    }

    /// How full the index is, and what it threw out.
    public var statistics: IndexStatistics {
        var sum = IndexStatistics()
        for shard in shards {
            let part = shard.content.withLock { content in
                IndexStatistics(
                    entries: content.count, bytes: content.size, reservedBytes: content.reserved,
                    partitions: content.partitions.count,
                    largestPartition: content.partitions.values.reduce(0) { max($0, $1.count) },
                    evictions: content.evictions, expirations: content.expirations)
            }
            sum.add(part)
        }
        return sum
    }

    func shard(_ partition: PartitionKey) -> Shard {
        // Dictionaries hash the first word, so shards are chosen by another one.
        shards[Int(partition.words.y % UInt64(shards.count))]
    }

    /// Changes a shard's content and brings up to date what is known of it outside of its lock.
    @discardableResult
    private func change<Result: Sendable>(_ shard: Shard, _ body: (inout IndexShard) -> Result) -> Result {
        let (result, growth, further) = shard.content.withLock { content in
            let before = (content.size, content.count)
            let result = body(&content)
            shard.oldestUse.store(content.oldestUse, ordering: .relaxed)
            return (result, content.size - before.0, content.count - before.1)
        }
        size.wrappingAdd(growth, ordering: .relaxed)
        count.wrappingAdd(further, ordering: .relaxed)
        return result
    }

    /// Lets the entries used longest ago go until the limits hold; never the one that was just inserted.
    private func makeRoom(for id: UInt64) -> [UInt64] {
        var evicted: [UInt64] = []
        while size.load(ordering: .relaxed) > limits.bytes || count.load(ordering: .relaxed) > limits.entries {
            // Another thread may take that entry meanwhile; then the next round finds another one.
            guard
                let shard = shards.min(by: {
                    $0.oldestUse.load(ordering: .relaxed) < $1.oldestUse.load(ordering: .relaxed)
                }),
                let gone = change(shard, { $0.evictOldest(but: id) })
            else { break }
            evicted.append(gone)
        }
        return evicted
    }

    private func nextUse() -> UInt64 { uses.wrappingAdd(1, ordering: .relaxed).newValue }
}
