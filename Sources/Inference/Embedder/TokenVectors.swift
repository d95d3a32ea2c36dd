// SPDX-License-Identifier: Apache-2.0

/// The vectors of a text's word pieces at chosen layers of the encoder.
///
/// The marks that the encoder puts around a text, `[CLS]` and `[SEP]`, are left out. Vectors are as the layer made them:
/// not of length 1.
public struct TokenVectors: Sendable, Equatable {
    /// The number of each word piece in the vocabulary.
    public let pieces: [Int32]
    /// Where each piece stands in the given text, in UTF-8 bytes.
    public let ranges: [Range<Int>]
    /// Values in a vector.
    public let dimension: Int
    /// The layers, counted from 1, in the order of asking.
    public let layers: [Int]
    private let values: [[Float]]

    /// - Parameters:
    ///   - pieces: numbers in the vocabulary.
    ///   - ranges: the place of each piece in the text.
    ///   - dimension: values in a vector.
    ///   - layers: which layers `values` are from.
    ///   - values: for each layer, the vectors of all pieces, one after another.
    public init(pieces: [Int32], ranges: [Range<Int>], dimension: Int, layers: [Int], values: [[Float]]) {
        self.pieces = pieces
        self.ranges = ranges
        self.dimension = dimension
        self.layers = layers
        self.values = values
    }

    /// The vectors of all pieces after a layer: `pieces.count` rows of `dimension` values; empty for a layer that was not
    /// asked for.
    public func vectors(_ layer: Int) -> [Float] {
        guard let place = layers.firstIndex(of: layer) else { return [] }
        return values[place]
    }
}
