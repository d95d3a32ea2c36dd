// SPDX-License-Identifier: Apache-2.0

/// What the encoder makes of one text.
///
/// All vectors have ``dimension`` values and length 1, so that a dot product is a cosine.
public struct TextEncoding: Sendable, Equatable {
    /// Values in a vector.
    public static let dimension = 384

    /// The vector of the whole text.
    public let pooled: [Float]
    /// A vector of each window of the text, in order; one for a text that fits one window.
    public let chunks: [[Float]]
    /// Vectors of the single word pieces, if they were asked for and the text fits one window.
    public let tokens: TokenVectors?
    /// How many word pieces the text has.
    public let pieceCount: Int

    /// - Parameters:
    ///   - pooled: a unit vector of the whole text.
    ///   - chunks: a unit vector of each window.
    ///   - tokens: vectors of the single word pieces.
    ///   - pieceCount: how many word pieces the text has.
    public init(pooled: [Float], chunks: [[Float]], tokens: TokenVectors? = nil, pieceCount: Int) {
        self.pooled = pooled
        self.chunks = chunks
        self.tokens = tokens
        self.pieceCount = pieceCount
    }
}
