// SPDX-License-Identifier: Apache-2.0

/// A 256-bit digest that names something without revealing it: a request's identity, a principal, a session.
///
/// The digest comes from SHA-256, so its words are uniformly distributed and one of them serves as hash value.
public struct Fingerprint: Sendable, Hashable {
    /// The digest's eight-byte words in memory order.
    public let words: SIMD4<UInt64>

    /// Wraps a digest given as four words in memory order.
    public init(words: SIMD4<UInt64>) {
        self.words = words
    }

    public static func == (left: Fingerprint, right: Fingerprint) -> Bool {
        // No early exit: fingerprints of keys are compared too.
        let difference = left.words ^ right.words
        return (difference.x | difference.y | difference.z | difference.w) == 0
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.x)
    }

    /// The first eight bytes in hexadecimal, for logs and headers.
    public var short: String {
        let digits = String(words.x.byteSwapped, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
