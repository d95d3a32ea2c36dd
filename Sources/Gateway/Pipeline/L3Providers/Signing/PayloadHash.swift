// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The SHA-256 of a body that comes in pieces, in hexadecimal, as signatures name it.
public struct PayloadHash: Sendable {
    private var hash = SHA256()

    /// Begins with nothing.
    public init() {}

    public mutating func add(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// The hash of all that was added, 64 lower-case digits.
    public var hexadecimal: String { Self.hexadecimal(hash.finalize()) }

    /// Bytes as lower-case hexadecimal digits.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            for half in [byte >> 4, byte & 15] { digits.append(half < 10 ? 0x30 + half : 0x57 + half) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
