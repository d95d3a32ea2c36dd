// SPDX-License-Identifier: Apache-2.0

internal import CEncoderKernels

/// A vector as a search needs it: of length 1, and rounded to bytes for the scan.
struct ScanQuery {
    /// The vector, of length 1, filled up to the stride of rows.
    private(set) var unit: [Float]
    /// The same in bytes.
    private(set) var bytes: [Int8]
    /// What one unit of the bytes is.
    let scale: Float
    /// How much the rounding may add to or take from a similarity.
    let error: Float

    /// Nil if the vector has another dimension, or no direction.
    init?(_ vector: [Float], dimension: Int, stride: Int) {
        guard vector.count == dimension else { return nil }
        unit = [Float](repeating: 0, count: stride)
        bytes = [Int8](repeating: 0, count: stride)
        var distance: Float = 0
        scale = scan_quantise_query(vector, dimension, stride, &unit, &bytes, &distance)
        guard scale > 0 else { return nil }
        // Rows are a little longer than 1 when rounded to bytes; and sums of floats are rounded, too.
        error = distance * 1.05 + 0.00002
    }
}
