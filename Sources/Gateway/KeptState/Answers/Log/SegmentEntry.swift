// SPDX-License-Identifier: Apache-2.0

public import Conversation
import NIOCore

/// What a segment holds at one place, without the answer itself: 64 bytes in the segment's index.
public struct SegmentEntry: Sendable, Equatable {
    public enum Kind: UInt32, Sendable {
        /// An answer.
        case kept
        /// The word that the answer under the identity is gone.
        case removed
        /// Bytes that say nothing any more: whatever stands before them may have been replaced or removed by them.
        case damaged
    }

    /// The bytes of an entry in an index.
    static let size = 64

    public var kind: Kind
    /// Where it begins in the segment, and how many bytes it has there.
    public var offset: UInt32
    public var length: UInt32
    public var identity: Fingerprint
    /// Milliseconds since 1970.
    public var storedAt: Int64
    /// What the answer is charged with in memory, in bytes.
    public var cost: Int64

    /// An entry for a record.
    init?(_ head: LogRecordHead, at offset: Int) {
        guard let offset = UInt32(exactly: offset), let length = UInt32(exactly: head.length) else { return nil }
        switch head.kind {
        // Times and costs are added up, so they must be what they can be.
        case .kept where Self.plausible.contains(head.storedAt) && Self.plausible.contains(head.cost): kind = .kept
        case .kept, .removed: kind = .removed
        case .index: return nil
        }
        self.offset = offset
        self.length = length
        identity = head.identity
        storedAt = head.storedAt
        cost = head.cost
    }

    /// An entry for bytes that say nothing.
    init(damagedAt offset: UInt32, length: UInt32) {
        kind = .damaged
        self.offset = offset
        self.length = length
        identity = Fingerprint(words: .zero)
        storedAt = 0
        cost = 0
    }

    private static let plausible: ClosedRange<Int64> = 0...1 << 50

    // MARK: The index

    /// Appends the entry to an index.
    func write(into index: inout ByteBuffer) {
        let names = identity.words
        let words: (UInt64, UInt64, Int64, Int64, UInt64, UInt64, UInt64, UInt64) = (
            (UInt64(kind.rawValue) | UInt64(offset) << 32).littleEndian, UInt64(length).littleEndian,
            storedAt.littleEndian, cost.littleEndian, names.x, names.y, names.z, names.w
        )
        withUnsafeBytes(of: words) { _ = index.writeBytes($0) }
    }

    /// Reads an entry from an index; nil unless it is whole, and within `end` bytes of its segment.
    init?(from index: inout ByteBuffer, end: Int) {
        guard
            let (kind, offset, length, _, storedAt, cost) = index.readMultipleIntegers(
                endianness: .little, as: (UInt32, UInt32, UInt32, UInt32, Int64, Int64).self),
            let kind = Kind(rawValue: kind), Int(offset) >= SegmentHeader.size, Int(offset) + Int(length) <= end,
            kind != .kept || Self.plausible.contains(storedAt) && Self.plausible.contains(cost),
            let words = index.readMultipleIntegers(endianness: .host, as: (UInt64, UInt64, UInt64, UInt64).self)
        else { return nil }
        self.kind = kind
        self.offset = offset
        self.length = length
        self.storedAt = storedAt
        self.cost = cost
        identity = Fingerprint(words: SIMD4(words.0, words.1, words.2, words.3))
    }
}
