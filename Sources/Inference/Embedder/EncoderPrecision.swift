// SPDX-License-Identifier: Apache-2.0

/// How exactly the encoder computes.
public enum EncoderPrecision: String, Sendable, Hashable, CaseIterable {
    /// 8-bit integers with smoothed weights: the everyday choice, within about 0.001 of the exact cosine.
    case int8
    /// 16-bit floating point: for a decision that is close, within about 0.00001.
    case bf16
    /// 32-bit floating point: the reference.
    case fp32
}
