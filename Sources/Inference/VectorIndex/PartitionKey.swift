// SPDX-License-Identifier: Apache-2.0

/// Names a partition: what is in different ones is never compared.
///
/// A digest of everything that must be equal. Its words should be uniformly distributed, as SHA-256 makes them; one of
/// them serves as hash value, another chooses the shard.
public struct PartitionKey: Sendable, Hashable {
    /// The digest's eight-byte words in memory order.
    public let words: SIMD4<UInt64>

    /// Wraps a digest given as four words in memory order.
    public init(words: SIMD4<UInt64>) {
        self.words = words
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.x)
    }
}
