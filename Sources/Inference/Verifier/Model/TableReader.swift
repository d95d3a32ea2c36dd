// SPDX-License-Identifier: Apache-2.0

/// Reads little-endian values of an embedded table, checking its checksum first and then every place before it touches a byte.
struct TableReader {
    private let bytes: UnsafeRawBufferPointer

    /// - Parameters:
    ///   - name: the seven letters that the table begins with; the eighth is the version, "1".
    ///   - checksumAt: where its checksum stands, a multiple of 8.
    init(_ bytes: UnsafeRawBufferPointer, name: StaticString, checksumAt: Int) throws(TableDefect) {
        guard bytes.count >= checksumAt + 8,
            bytes.prefix(7).elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        else { throw .damaged("head of \(name)") }
        guard bytes[7] == UInt8(ascii: "1") else { throw .otherFormat("\(name)") }
        self.bytes = bytes
        guard long(at: checksumAt) == Self.checksum(bytes, without: checksumAt) else {
            throw .damaged("checksum of \(name)")
        }
    }

    /// FNV-1a over the 64-bit words of a table, the last one filled up with zeros and the one at `without` taken as zero.
    ///
    /// Any change of a single word changes it.
    static func checksum(_ bytes: UnsafeRawBufferPointer, without: Int) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for start in stride(from: 0, to: bytes.count, by: 8) {
            var word: UInt64 = 0
            if start + 8 <= bytes.count {
                word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
            } else {
                for place in start..<bytes.count { word |= UInt64(bytes[place]) << (8 * UInt64(place - start)) }
            }
            sum = (sum ^ (start == without ? 0 : word)) &* 0x100_0000_01B3
        }
        return sum ^ (sum >> 32)
    }

    private func holds(_ start: Int, _ count: Int, of size: Int) -> Bool {
        start >= 0 && count >= 0 && start <= bytes.count && count <= (bytes.count - start) / size
    }

    func words(at start: Int, count: Int) -> [UInt32]? {
        guard holds(start, count, of: 4) else { return nil }
        return (0..<count).map {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + $0 * 4, as: UInt32.self))
        }
    }

    func bytes(at start: Int, count: Int) -> [UInt8]? {
        guard holds(start, count, of: 1) else { return nil }
        return Array(bytes[start..<start + count])
    }

    func long(at start: Int) -> UInt64? {
        guard holds(start, 1, of: 8) else { return nil }
        return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }

    /// Finite numbers only.
    func doubles(at start: Int, count: Int) -> [Double]? {
        guard holds(start, count, of: 8) else { return nil }
        var values: [Double] = []
        for index in 0..<count {
            let value = Double(
                bitPattern: UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: start + index * 8, as: UInt64.self)))
            guard value.isFinite else { return nil }
            values.append(value)
        }
        return values
    }
}
