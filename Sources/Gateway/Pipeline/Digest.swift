// SPDX-License-Identifier: Apache-2.0

public import Conversation
import Crypto

/// SHA-256, as fingerprints.
public enum Digest {
    /// The fingerprint of some bytes.
    public static func of(_ bytes: UnsafeRawBufferPointer) -> Fingerprint {
        SHA256.hash(data: bytes).withUnsafeBytes { Fingerprint(words: $0.loadUnaligned(as: SIMD4<UInt64>.self)) }
    }

    /// The fingerprint of some bytes.
    public static func of(_ bytes: [UInt8]) -> Fingerprint {
        bytes.withUnsafeBytes { of($0) }
    }

    /// The fingerprint of a string's UTF-8.
    public static func of(_ string: String) -> Fingerprint {
        var string = string
        return string.withUTF8 { of(UnsafeRawBufferPointer($0)) }
    }

    /// The fingerprint of a head and a body, without joining them.
    public static func of(_ head: [UInt8], _ body: UnsafeRawBufferPointer) -> Fingerprint {
        var hash = SHA256()
        head.withUnsafeBytes { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: body)
        return hash.finalize().withUnsafeBytes { Fingerprint(words: $0.loadUnaligned(as: SIMD4<UInt64>.self)) }
    }
}
