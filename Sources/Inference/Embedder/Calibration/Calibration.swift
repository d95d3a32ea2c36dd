// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels

/// Measures the range of every input of every matrix, with the reference precision.
enum Calibration {
    /// - Parameters:
    ///   - base: the part that all precisions share.
    ///   - reference: the matrices as they are published.
    ///   - tokenizer: cuts the texts.
    static func run(
        base: WeightImage, reference: WeightImage, tokenizer: WordPieceTokenizer
    ) throws(EncoderFailure) -> UnsafeMutablePointer<encoder_calibration> {
        let result = UnsafeMutablePointer<encoder_calibration>.allocate(capacity: 1)
        result.initialize(to: encoder_calibration())
        let scratch = try EncoderScratch()
        for text in CalibrationTexts.all {
            scratch.cut(Array(text.utf8).span, with: tokenizer)
            _ = scratch.run(
                0..<min(scratch.pieces.count, Encoder.windowPieces), tokenizer.vocabulary,
                Encoder.Pass(base: base, weights: reference, level: cpu_level_best(), calibration: result), layers: [])
        }
        return result
    }
}
