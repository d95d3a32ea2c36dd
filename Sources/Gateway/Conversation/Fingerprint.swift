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

    /// All 32 bytes in hexadecimal.
    public var hexadecimal: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// The digest that 32 bytes are; nil for any other number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.init(words: bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) })
    }

    /// The digest behind 64 hexadecimal digits; nil for anything else.
    public init?(hexadecimal: some StringProtocol) {
        let digits = hexadecimal.utf8.compactMap { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        guard digits.count == 64, hexadecimal.utf8.count == 64 else { return nil }
        self.init(bytes: (0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] })
    }
}
