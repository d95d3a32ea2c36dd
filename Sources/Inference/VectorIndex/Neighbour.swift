// SPDX-License-Identifier: Apache-2.0

/// An entry near to what was searched for.
public struct Neighbour: Sendable, Hashable {
    /// The entry's number, as it was inserted.
    public let id: UInt64
    /// The cosine of the two texts' vectors, exact to about 0.00001.
    public let similarity: Float
    /// The least cosine of any part of either text with the part of the other that is nearest to it.
    ///
    /// Equal to ``similarity`` where both are one part. A long text that only adds something to another one has a high
    /// ``similarity`` to it and a low value here.
    public let leastPartSimilarity: Float

    /// - Parameters:
    ///   - id: the entry's number.
    ///   - similarity: the cosine of the whole.
    ///   - leastPartSimilarity: the least cosine of a part.
    public init(id: UInt64, similarity: Float, leastPartSimilarity: Float) {
        self.id = id
        self.similarity = similarity
        self.leastPartSimilarity = leastPartSimilarity
    }
}
