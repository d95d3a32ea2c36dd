// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// How a segment of the log begins: a mark, the version of the form, the seed of the segment's checksums, and one of this.
public struct SegmentHeader: Sendable, Equatable {
    /// Why a file is no segment that can be read.
    public enum Problem: Error, Sendable, Equatable {
        /// It ends before the header does: its making was interrupted.
        case short
        /// It does not begin as a segment does.
        case foreign
        /// A newer version of this program has written it.
        case newer(UInt32)
    }

    /// The bytes of a header.
    public static let size = 32
    /// The version of the form; a reader refuses any other.
    public static let version: UInt32 = 1
    private static let checkedSize = 24
    private static let mark: UInt64 = 0x5253_4E41_5452_5349  // "ISRTANSR"

    /// What the segment's checksums begin with: random, so that no answer can be made to look like a record.
    public let seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    /// Reads a header from the beginning of a file.
    public init(_ bytes: ByteBuffer) throws(Problem) {
        var fields = bytes
        guard
            let (mark, version, _, seed, sum) = fields.readMultipleIntegers(
                endianness: .little, as: (UInt64, UInt32, UInt32, UInt64, UInt64).self)
        else { throw .short }
        guard mark == Self.mark else { throw .foreign }
        guard version <= Self.version else { throw .newer(version) }
        guard version == Self.version, sum == bytes.checksum(at: 0, length: Self.checkedSize, seed: 0) else {
            throw .foreign
        }
        self.init(seed: seed)
    }

    /// The header as bytes.
    public var bytes: ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeMultipleIntegers(Self.mark, Self.version, UInt32(0), seed, endianness: .little)
        bytes.writeInteger(bytes.checksum(at: 0, length: Self.checkedSize, seed: 0), endianness: .little)
        return bytes
    }
}
