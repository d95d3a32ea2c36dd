// SPDX-License-Identifier: Apache-2.0

/// Some of the index's partitions, and their entries in the order of their use. Its lock is the index's affair.
struct IndexShard {
    /// What there is to know of an entry beside its row.
    struct Slot {
        var id: UInt64
        /// None in a slot that is free.
        var partition: IndexPartition?
        var row: Int32
        /// Neighbours in the order of use; in a free slot, `older` is the next free one.
        var newer: Int32
        var older: Int32
        /// When it was used last, as a count of uses.
        var lastUse: UInt64
        /// All vectors of a text of several parts.
        var parts: QuantisedVectors?
    }

    /// No slot.
    static let none: Int32 = -1
    /// What an entry takes beside its row: slot, and its place in the dictionary.
    static let entrySize = MemoryLayout<Slot>.stride + 32
    /// What a partition takes beside its rows: two objects, and its place in the dictionary.
    static let partitionSize = 208

    let stride: Int
    private let rowSize: Int
    private(set) var numbers: [UInt64: Int32] = [:]
    private(set) var partitions: [PartitionKey: IndexPartition] = [:]
    private(set) var slots: [Slot] = []
    private var firstFree = none
    private var newest = none
    private var oldest = none

    /// Bytes that the entries take, bookkeeping included; room for further rows is not.
    private(set) var size = 0
    var evictions = 0
    var expirations = 0

    init(stride: Int) {
        self.stride = stride
        rowSize = Segment.size(capacity: 1, stride: stride)
    }

    var count: Int { numbers.count }

    /// The use count of the entry that was used longest ago; the largest number if there is none.
    var oldestUse: UInt64 { oldest == Self.none ? .max : slots[Int(oldest)].lastUse }

    /// Adds an entry, in place of one with the same number.
    mutating func insert(_ entry: NewEntry, use: UInt64) {
        remove(entry.id)
        let partition = partition(entry.partition)
        let number = newSlot()
        let row = partition.append(entry, slot: number, stride: stride)
        let parts = entry.vectors.count > 1 ? entry.vectors : nil
        slots[Int(number)] = Slot(
            id: entry.id, partition: partition, row: Int32(row), newer: Self.none, older: Self.none, lastUse: use,
            parts: parts)
        size += rowSize + Self.entrySize + (parts?.bytes.count ?? 0)
        numbers[entry.id] = number
        putFirst(number)
    }

    /// Removes an entry; false if it is not here.
    @discardableResult
    mutating func remove(_ id: UInt64) -> Bool {
        guard let number = numbers.removeValue(forKey: id) else { return false }
        let slot = slots[Int(number)]
        takeOut(number)
        if let partition = slot.partition {
            if let moved = partition.remove(at: Int(slot.row)) { slots[Int(moved)].row = slot.row }
            if partition.count == 0 {
                partitions[partition.key] = nil
                size -= Self.partitionSize
            }
        }
        size -= rowSize + Self.entrySize + (slot.parts?.bytes.count ?? 0)
        slots[Int(number)] = Slot(
            id: 0, partition: nil, row: 0, newer: Self.none, older: firstFree, lastUse: 0, parts: nil)
        firstFree = number
        return true
    }

    /// Removes the entry that was used longest ago, unless that is `kept`, and returns its number.
    mutating func evictOldest(but kept: UInt64) -> UInt64? {
        guard oldest != Self.none, slots[Int(oldest)].id != kept else { return nil }
        let id = slots[Int(oldest)].id
        remove(id)
        evictions += 1
        return id
    }

    /// Removes entries that have expired, so many at most, and returns their numbers.
    mutating func removeExpired(now: Int64, atMost limit: Int) -> [UInt64] {
        var expired: [UInt64] = []
        for partition in partitions.values {
            for (number, segment) in partition.segments.enumerated() {
                for row in 0..<min(Segment.mostRows, partition.count - number * Segment.mostRows)
                where segment.expiries[row] <= now && expired.count < limit {
                    expired.append(segment.ids[row])
                }
            }
        }
        for id in expired { remove(id) }
        expirations += expired.count
        return expired
    }

    /// Notes that an entry was of use; false if it is not here.
    mutating func noteUse(of id: UInt64, use: UInt64) -> Bool {
        guard let number = numbers[id] else { return false }
        takeOut(number)
        slots[Int(number)].lastUse = use
        putFirst(number)
        return true
    }

    /// Removes everything.
    mutating func removeAll() {
        numbers = [:]
        partitions = [:]
        slots = []
        firstFree = Self.none
        newest = Self.none
        oldest = Self.none
        size = 0
    }

    /// Bytes that rows take, with the room that is there for further ones.
    var reserved: Int { partitions.values.reduce(0) { $0 + $1.reserved } }

    /// All vectors of an entry, if it has several.
    func parts(of id: UInt64) -> QuantisedVectors? {
        numbers[id].flatMap { slots[Int($0)].parts }
    }

    func contains(_ id: UInt64) -> Bool { numbers[id] != nil }

    private mutating func partition(_ key: PartitionKey) -> IndexPartition {
        if let partition = partitions[key] { return partition }
        let partition = IndexPartition(key: key)
        partitions[key] = partition
        size += Self.partitionSize
        return partition
    }

    private mutating func newSlot() -> Int32 {
        guard firstFree != Self.none else {
            slots.append(
                Slot(id: 0, partition: nil, row: 0, newer: Self.none, older: Self.none, lastUse: 0, parts: nil))
            return Int32(slots.count - 1)
        }
        let number = firstFree
        firstFree = slots[Int(number)].older
        return number
    }

    private mutating func putFirst(_ number: Int32) {
        slots[Int(number)].newer = Self.none
        slots[Int(number)].older = newest
        if newest == Self.none { oldest = number } else { slots[Int(newest)].newer = number }
        newest = number
    }

    private mutating func takeOut(_ number: Int32) {
        let newer = slots[Int(number)].newer
        let older = slots[Int(number)].older
        if newer == Self.none { newest = older } else { slots[Int(newer)].older = older }
        if older == Self.none { oldest = newer } else { slots[Int(older)].newer = newer }
    }
}
