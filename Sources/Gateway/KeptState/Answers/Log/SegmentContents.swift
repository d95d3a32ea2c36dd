// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// What a segment holds: by the index at its end, or else by the heads of its records.
public struct SegmentContents: Sendable {
    /// What it holds, in the order in which it was written.
    public private(set) var entries: [SegmentEntry] = []
    /// Where its records end; what comes after is an index, or of no use.
    public private(set) var end = SegmentHeader.size
    /// Whether it ends in an index that says all this.
    public private(set) var isSealed = false

    /// The bytes behind an index's record: where that begins.
    static let trailerSize = 8
    /// Bytes that are read at a time.
    private static let window = 64 << 10

    /// Looks through a segment behind its header.
    ///
    /// - Parameter isLast: whether nothing was written after this segment: then what is broken at its end was still being
    ///   written, and is left out.
    /// - Parameter read: the bytes at a place, so many as asked for; fewer where they cannot be read.
    public init(size: Int, seed: UInt64, isLast: Bool, read: (_ place: Int, _ count: Int) -> ByteBuffer) {
        if !readIndex(size, seed, read) { lookThrough(size, seed, isLast: isLast, read) }
    }

    // MARK: The index

    private mutating func readIndex(_ size: Int, _ seed: UInt64, _ read: (Int, Int) -> ByteBuffer) -> Bool {
        let limit = size - Self.trailerSize - LogRecordHead.size
        guard limit >= SegmentHeader.size else { return false }
        var trailer = read(size - Self.trailerSize, Self.trailerSize)
        guard let place: UInt64 = trailer.readInteger(endianness: .little), let place = Int(exactly: place),
            place >= SegmentHeader.size, place <= limit
        else { return false }
        let bytes = read(place, size - Self.trailerSize - place)
        guard let (head, payload) = LogRecordHead.record(bytes, seed: seed), head.kind == .index else { return false }
        var index = payload
        var found: [SegmentEntry] = []
        found.reserveCapacity(index.readableBytes / SegmentEntry.size)
        while index.readableBytes > 0 {
            guard let entry = SegmentEntry(from: &index, end: place) else { return false }
            found.append(entry)
        }
        (entries, end, isSealed) = (found, place, true)
        return true
    }

    /// An index as the last record of a segment whose records end at `end`.
    public static func sealing(_ index: ByteBuffer, end: Int, seed: UInt64) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(LogRecordHead.size + index.readableBytes + trailerSize)
        bytes.writeRecord(LogRecordHead(.index), seed: seed) { $0.writeImmutableBuffer(index) }
        bytes.writeInteger(UInt64(end), endianness: .little)
        return bytes
    }

    // MARK: The records

    private mutating func lookThrough(_ size: Int, _ seed: UInt64, isLast: Bool, _ read: (Int, Int) -> ByteBuffer) {
        var (window, start, isUnreadable) = (ByteBuffer(), 0, false)
        /// The head at a place if all of its record is there, from what was read last where that holds it.
        func record(at place: Int) -> LogRecordHead? {
            guard place <= size - LogRecordHead.size, !isUnreadable else { return nil }
            if place < start || place + LogRecordHead.size > start + window.readableBytes {
                (window, start) = (read(place, min(Self.window, size - place)), place)
                isUnreadable = window.readableBytes < LogRecordHead.size
            }
            let head = window.withUnsafeReadableBytes { bytes in
                LogRecordHead(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(place - start)), seed: seed)
            }
            guard let head, head.kind == .index || head.length <= size - place else { return nil }
            return head
        }
        while end < size {
            if let head = record(at: end) {
                // An index that is of no use says nevertheless that the records are all there.
                guard let entry = SegmentEntry(head, at: end) else { return }
                entries.append(entry)
                end += head.length
                continue
            }
            var next = end + 1
            while next <= size - LogRecordHead.size, !isUnreadable, record(at: next) == nil { next += 1 }
            if next > size - LogRecordHead.size || isUnreadable {
                if isLast, !isUnreadable { return }
                next = size
            }
            // What is broken may have said that something before it is gone.
            guard let place = UInt32(exactly: end), let length = UInt32(exactly: next - end) else { return }
            entries = [SegmentEntry(damagedAt: place, length: length)]
            end = next
        }
    }
}
