// SPDX-License-Identifier: Apache-2.0

/// A quick 64-bit hash, to tell whether two turns say the same. It keeps no secret and guards nothing.
enum BlockHash {
    static let start: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let factor: UInt64 = 0xE703_7ED1_A0B4_28DB

    /// The hash of some bytes.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = start ^ UInt64(bytes.count)
        var place = 0
        while place + 8 <= bytes.count {
            hash = mix(hash, bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest: UInt64 = 0
        while place < bytes.count {
            rest = rest << 8 | UInt64(bytes[place])
            place += 1
        }
        return mix(hash, rest)
    }

    /// Takes one more word into a hash.
    static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: factor)
        return product.high ^ product.low ^ hash &<< 1
    }
}
