// SPDX-License-Identifier: Apache-2.0

/// A 64-bit hash that is equal in every process, which Swift's own seeded hashing is not.
///
/// FNV-1a: it names fake answers and cached prefixes, and keeps no secret.
struct Digest: Sendable, Hashable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func feed(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { feed(byte) }
    }

    /// Feeds text so that `"ab", "c"` and `"a", "bc"` differ.
    mutating func feed(_ text: String) {
        feed(text.utf8)
        feed(0xFF)
    }

    /// The digest of one text.
    static func of(_ text: String) -> UInt64 {
        var digest = Digest()
        digest.feed(text)
        return digest.value
    }

    /// Spreads a seed over all 64 bits (the finaliser of SplitMix64).
    static func mix(_ seed: UInt64) -> UInt64 {
        var mixed = seed &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    static func unitInterval(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }
}
