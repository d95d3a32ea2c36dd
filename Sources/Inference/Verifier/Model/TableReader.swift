// SPDX-License-Identifier: Apache-2.0

/// Reads little-endian values of an embedded table, checking every place before it touches a byte.
struct TableReader {
    private let bytes: UnsafeRawBufferPointer

    /// Nil unless the table begins with these eight letters.
    init?(_ bytes: UnsafeRawBufferPointer, magic: StaticString) {
        guard magic.utf8CodeUnitCount == 8, bytes.count >= 48,
            bytes.prefix(8).elementsEqual(UnsafeBufferPointer(start: magic.utf8Start, count: 8))
        else { return nil }
        self.bytes = bytes
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
