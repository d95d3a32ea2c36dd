// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore

/// The head of a record in the log: what it is about, and checksums of itself and of what follows it.
struct LogRecordHead: Sendable, Equatable {
    /// What a record is, by the mark that it begins with.
    enum Kind: UInt32, Sendable {
        /// An answer, in the place of any earlier one under its identity.
        case kept = 0x4B52_5349
        /// The answer under its identity is gone.
        case removed = 0x5252_5349
        /// What the segment holds; the last record of one that is full.
        case index = 0x5852_5349
    }

    /// The bytes of a head.
    static let size = 72
    private static let checkedSize = size - 8

    var kind: Kind
    var payloadLength: UInt32
    var payloadChecksum: UInt64
    var identity: Fingerprint
    /// Milliseconds since 1970.
    var storedAt: Int64
    /// What the answer is charged with in memory, in bytes.
    var cost: Int64

    /// The bytes of head and payload.
    var length: Int { Self.size + Int(payloadLength) }

    init(
        _ kind: Kind, identity: Fingerprint = Fingerprint(words: .zero), storedAt: Int64 = 0, cost: Int64 = 0,
        payloadLength: UInt32 = 0, payloadChecksum: UInt64 = 0
    ) {
        self.kind = kind
        self.payloadLength = payloadLength
        self.payloadChecksum = payloadChecksum
        self.identity = identity
        self.storedAt = storedAt
        self.cost = cost
    }

    /// Reads a head from the beginning of `bytes`; nil unless it is whole and as it was written.
    init?(_ bytes: UnsafeRawBufferPointer, seed: UInt64) {
        guard bytes.count >= Self.size, let kind = Kind(rawValue: Self.number(bytes, 0)),
            Self.number(bytes, Self.checkedSize)
                == Checksum.of(UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.checkedSize)), seed: seed)
        else { return nil }
        self.init(
            kind,
            identity: Fingerprint(words: bytes.loadUnaligned(fromByteOffset: 16, as: SIMD4<UInt64>.self)),
            storedAt: Self.number(bytes, 48), cost: Self.number(bytes, 56), payloadLength: Self.number(bytes, 4),
            payloadChecksum: Self.number(bytes, 8))
        guard kind != .removed || payloadLength == 0 else { return nil }
    }

    /// The head and the payload of a whole record; nil if it is damaged.
    static func record(_ bytes: ByteBuffer, seed: UInt64) -> (head: LogRecordHead, payload: ByteBuffer)? {
        guard let head = bytes.withUnsafeReadableBytes({ LogRecordHead($0, seed: seed) }),
            head.length == bytes.readableBytes,
            bytes.checksum(at: size, length: Int(head.payloadLength), seed: seed) == head.payloadChecksum,
            let payload = bytes.getSlice(at: bytes.readerIndex + size, length: Int(head.payloadLength))
        else { return nil }
        return (head, payload)
    }

    private static func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ place: Int
    ) -> Number {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
    }

    /// Writes the head into the room that was left for it.
    fileprivate func set(at place: Int, in buffer: inout ByteBuffer, seed: UInt64) {
        // All at once: each number by itself would take the buffer's checks anew.
        let names = identity.words
        var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, Int64, Int64, UInt64) = (
            (UInt64(kind.rawValue) | UInt64(payloadLength) << 32).littleEndian, payloadChecksum.littleEndian,
            names.x, names.y, names.z, names.w, storedAt.littleEndian, cost.littleEndian, 0
        )
        words.8 =
            withUnsafeBytes(of: &words) {
                Checksum.of(UnsafeRawBufferPointer(rebasing: $0[..<Self.checkedSize]), seed: seed)
            }.littleEndian
        withUnsafeBytes(of: &words) { _ = buffer.setBytes($0, at: place) }
    }
}

extension ByteBuffer {
    /// The checksum of readable bytes, counted from the first one.
    func checksum(at place: Int, length: Int, seed: UInt64) -> UInt64 {
        withUnsafeReadableBytes { bytes in
            Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[place..<place + length]), seed: seed)
        }
    }

    /// Appends a record with what `payload` writes; tells its length. The buffer must not have been read from.
    @discardableResult
    mutating func writeRecord(_ head: LogRecordHead, seed: UInt64, payload: (inout ByteBuffer) -> Void = { _ in })
        -> Int
    {
        let place = writerIndex
        writeRepeatingByte(0, count: LogRecordHead.size)
        payload(&self)
        let length = writerIndex - place - LogRecordHead.size
        var head = head
        head.payloadLength = UInt32(length)
        head.payloadChecksum = checksum(at: place + LogRecordHead.size, length: length, seed: seed)
        head.set(at: place, in: &self, seed: seed)
        return head.length
    }
}
