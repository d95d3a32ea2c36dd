// SPDX-License-Identifier: Apache-2.0

internal import CEncoderKernels

/// The rows of one partition, without gaps: a list of segments of which all but the last are full.
///
/// Its shard's lock guards it. Most partitions hold a handful of rows, so the first segment begins with room for one
/// and grows by a quarter.
final class IndexPartition {
    let key: PartitionKey
    private(set) var count = 0
    private(set) var segments: [Segment] = []

    /// Bytes that its segments take, room for further rows included.
    private(set) var reserved = 0

    init(key: PartitionKey) {
        self.key = key
    }

    /// Adds a row at the end and returns its number.
    func append(_ entry: NewEntry, slot: Int32, stride: Int) -> Int {
        let (segment, row) = roomForOne(stride: stride)
        let vectors = entry.vectors
        vectors.withRow(0) { scale, integers in
            let rest = scan_split_row(
                integers, vectors.dimension, stride, segment.high + row * stride, segment.low + row * stride)
            segment.scales[row] = scale
            segment.margins[row] = rest * scale
        }
        segment.ids[row] = entry.id
        segment.expiries[row] = entry.expires
        segment.slots[row] = slot
        count += 1
        return count - 1
    }

    /// Removes a row; the last row takes its number, and the slot of that one is returned, unless it was the last.
    func remove(at row: Int) -> Int32? {
        let last = count - 1
        var moved: Int32?
        if row != last {
            let target = writable(row / Segment.mostRows)
            let source = segments[last / Segment.mostRows]
            target.copyRow(last % Segment.mostRows, of: source, to: row % Segment.mostRows)
            moved = source.slots[last % Segment.mostRows]
        }
        count = last
        trim()
        return moved
    }

    /// What a search reads; counts it as a reader.
    func beginReading() -> [ReadableRows] {
        segments.enumerated().map { number, segment in
            let rows = min(Segment.mostRows, count - number * Segment.mostRows)
            segment.readers += 1
            segment.readableRows = max(segment.readableRows, rows)
            return ReadableRows(segment: segment, count: rows)
        }
    }

    /// Takes what ``beginReading()`` gave back.
    static func endReading(_ parts: [ReadableRows]) {
        for part in parts {
            part.segment.readers -= 1
            if part.segment.readers == 0 { part.segment.readableRows = 0 }
        }
    }

    private func roomForOne(stride: Int) -> (Segment, Int) {
        let number = count / Segment.mostRows
        let row = count % Segment.mostRows
        if number == segments.count {
            add(Segment(capacity: number == 0 ? 1 : Segment.mostRows / 8, stride: stride))
        } else if row == segments[number].capacity {
            replace(number, capacity: min(Segment.mostRows, row + max(1, row / 4)), rows: row)
        } else if segments[number].readers > 0, row < segments[number].readableRows {
            // The row was removed while a search had it in its range.
            replace(number, capacity: segments[number].capacity, rows: row)
        }
        return (segments[number], row)
    }

    /// The segment, or a copy of it in its place while a search reads it.
    private func writable(_ number: Int) -> Segment {
        let segment = segments[number]
        guard segment.readers > 0 else { return segment }
        let rows = min(Segment.mostRows, count - number * Segment.mostRows)
        return replace(number, capacity: segment.capacity, rows: rows)
    }

    /// Gives back memory that the last segment no longer needs.
    private func trim() {
        let full = count / Segment.mostRows
        let rest = count % Segment.mostRows
        while segments.count > full + (rest > 0 ? 1 : 0) {
            reserved -= segments.removeLast().size
        }
        if rest > 0, segments[full].capacity >= 4, rest <= segments[full].capacity / 2 {
            replace(full, capacity: rest + rest / 4, rows: rest)
        }
    }

    private func add(_ segment: Segment) {
        segments.append(segment)
        reserved += segment.size
    }

    @discardableResult
    private func replace(_ number: Int, capacity: Int, rows: Int) -> Segment {
        let copy = segments[number].copy(capacity: capacity, rows: rows)
        reserved += copy.size - segments[number].size
        segments[number] = copy
        return copy
    }
}

/// Rows of a segment that a search may read.
struct ReadableRows: Sendable {
    let segment: Segment
    let count: Int
}
