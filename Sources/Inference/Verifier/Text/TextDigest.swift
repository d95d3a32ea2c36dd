// SPDX-License-Identifier: Apache-2.0

/// A digest of a text's tokens, 128 bits and their number, by which long texts are found equal.
///
/// It protects against chance, not against somebody who looks for two texts with one digest: such a pair harms only its maker,
/// since entries are never shared between principals.
struct TextDigest: Sendable, Equatable {
    private(set) var high: UInt64 = 0x9E37_79B9_7F4A_7C15
    private(set) var low: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private(set) var count = 0

    mutating func add(_ token: ArraySlice<UInt8>) {
        for byte in token { mix(byte) }
        mix(0xFF)
        count += 1
    }

    /// Adds a token without regard to the case of its letters.
    mutating func addLowered(_ token: ArraySlice<UInt8>) {
        if token.contains(where: { $0 >= 0x80 }) {
            for byte in String(decoding: token, as: UTF8.self).lowercased().utf8 { mix(byte) }
        } else {
            for byte in token { mix(byte.isASCIIUpper ? byte | 0x20 : byte) }
        }
        mix(0xFF)
        count += 1
    }

    /// A short key of one word, FNV-1a.
    static func key(_ word: String) -> UInt64 {
        var key: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word.utf8 { key = (key ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return key
    }

    private mutating func mix(_ byte: UInt8) {
        high = (high ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        low = (low &+ UInt64(byte) &+ 1) &* 0x9FB2_1C65_1E98_DF25
        low ^= low >> 32
    }
}
