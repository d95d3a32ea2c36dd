// SPDX-License-Identifier: Apache-2.0

/// Up to 256 rows of a partition, one after another in memory.
///
/// Its shard's lock guards every change. A search reads rows without the lock: under it, the search counts itself among
/// ``readers`` and notes how many rows it may read; until it has signed off, those rows are not written (the writer
/// makes a copy of the segment instead), while rows beyond them may be.
// Unchecked, for that reason.
final class Segment: @unchecked Sendable {
    static let mostRows = 256

    let capacity: Int
    let stride: Int
    /// Bytes that it takes.
    let size: Int

    /// The high bytes of each row, `stride` apart; they alone are scanned.
    let high: UnsafeMutablePointer<Int8>
    let low: UnsafeMutablePointer<Int8>
    /// What one unit of a row's 16-bit integers is.
    let scales: UnsafeMutablePointer<Float>
    /// How much a similarity by the high bytes may be off, on this row's account.
    let margins: UnsafeMutablePointer<Float>
    let ids: UnsafeMutablePointer<UInt64>
    /// When each entry expires.
    let expiries: UnsafeMutablePointer<Int64>
    /// Where the shard keeps what else there is to know of the entry; searches do not read it.
    let slots: UnsafeMutablePointer<Int32>

    /// Searches that are reading it.
    var readers = 0
    /// They read rows below this number only.
    var readableRows = 0

    private let memory: UnsafeMutableRawPointer

    init(capacity: Int, stride: Int) {
        self.capacity = capacity
        self.stride = stride
        let wide = MemoryLayout<UInt64>.size
        let narrow = MemoryLayout<Float>.size
        size = Self.size(capacity: capacity, stride: stride)
        memory = .allocate(byteCount: size, alignment: 64)
        var end = memory
        func next<Value>(_ type: Value.Type, _ bytes: Int) -> UnsafeMutablePointer<Value> {
            defer { end += bytes }
            return end.bindMemory(to: type, capacity: bytes / MemoryLayout<Value>.size)
        }
        high = next(Int8.self, capacity * stride)
        low = next(Int8.self, capacity * stride)
        ids = next(UInt64.self, capacity * wide)
        expiries = next(Int64.self, capacity * wide)
        scales = next(Float.self, capacity * narrow)
        margins = next(Float.self, capacity * narrow)
        slots = next(Int32.self, capacity * narrow)
    }

    deinit { memory.deallocate() }

    /// Bytes that a segment takes.
    static func size(capacity: Int, stride: Int) -> Int { capacity * (2 * stride + 2 * 8 + 3 * 4) }

    /// Copies a row, of this segment or another one.
    func copyRow(_ source: Int, of other: Segment, to target: Int) {
        (high + target * stride).update(from: other.high + source * stride, count: stride)
        (low + target * stride).update(from: other.low + source * stride, count: stride)
        scales[target] = other.scales[source]
        margins[target] = other.margins[source]
        ids[target] = other.ids[source]
        expiries[target] = other.expiries[source]
        slots[target] = other.slots[source]
    }

    /// A segment of another capacity with the same first rows.
    func copy(capacity: Int, rows: Int) -> Segment {
        let copy = Segment(capacity: capacity, stride: stride)
        copy.high.update(from: high, count: rows * stride)
        copy.low.update(from: low, count: rows * stride)
        copy.scales.update(from: scales, count: rows)
        copy.margins.update(from: margins, count: rows)
        copy.ids.update(from: ids, count: rows)
        copy.expiries.update(from: expiries, count: rows)
        copy.slots.update(from: slots, count: rows)
        return copy
    }
}
