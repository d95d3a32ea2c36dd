// SPDX-License-Identifier: Apache-2.0

/// A hash of bytes from which that of any part of them follows without looking at the bytes again.
///
/// It is the polynomial `Σ (byte + 1) · base^(n - 1 - i)` modulo 2⁶⁴.
enum PieceHash {
    static let base: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// What `base` times this is 1.
    static let inverse: UInt64 = 0xF1DE_83E1_9937_733D

    /// The hash with one more byte at the end.
    static func append(_ byte: UInt8, to hash: UInt64) -> UInt64 { hash &* base &+ UInt64(byte) &+ 1 }

    /// The hash without its last byte.
    static func remove(_ byte: UInt8, from hash: UInt64) -> UInt64 { (hash &- UInt64(byte) &- 1) &* inverse }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { hash, byte in append(byte, to: hash) }
    }

    /// Spreads the hash over all bits, apart for pieces that begin a word and pieces that go on.
    static func finish(_ hash: UInt64, goesOn: Bool) -> UInt64 {
        var mixed = hash ^ (goesOn ? 0xA5A5_5A5A_C3C3_3C3C : 0)
        mixed = (mixed ^ (mixed >> 31)) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ (mixed >> 29)
    }
}
