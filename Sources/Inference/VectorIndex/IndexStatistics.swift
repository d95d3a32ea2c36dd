// SPDX-License-Identifier: Apache-2.0

/// How full an index is, and what it threw out.
public struct IndexStatistics: Sendable, Hashable {
    public var entries = 0
    /// Bytes that the entries take, bookkeeping included.
    public var bytes = 0
    /// Bytes of memory that are held for rows, with room for further ones: a quarter more than they take, or up to
    /// twice as much after removals, but in no partition room for more than 255.
    public var reservedBytes = 0
    public var partitions = 0
    /// Entries in the partition that has most.
    public var largestPartition = 0
    /// Entries that had to make room.
    public var evictions = 0
    /// Entries that were removed after their time.
    public var expirations = 0

    /// Statistics of nothing, or of what is given.
    public init(
        entries: Int = 0, bytes: Int = 0, reservedBytes: Int = 0, partitions: Int = 0, largestPartition: Int = 0,
        evictions: Int = 0, expirations: Int = 0
    ) {
        self.entries = entries
        self.bytes = bytes
        self.reservedBytes = reservedBytes
        self.partitions = partitions
        self.largestPartition = largestPartition
        self.evictions = evictions
        self.expirations = expirations
    }

    /// Adds what another part of the index has.
    mutating func add(_ other: IndexStatistics) {
        entries += other.entries
        bytes += other.bytes
        reservedBytes += other.reservedBytes
        partitions += other.partitions
        largestPartition = max(largestPartition, other.largestPartition)
        evictions += other.evictions
        expirations += other.expirations
    }
}
