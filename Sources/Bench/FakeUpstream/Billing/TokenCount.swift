// SPDX-License-Identifier: Apache-2.0

/// The fake provider's tokens: four UTF-8 bytes each, a rest counting as one.
enum TokenCount {
    static let bytesPerToken = 4
    /// What every image costs, whatever its size.
    static let perImage = 256

    /// How many tokens that many bytes of text are.
    static func tokens(bytes: Int) -> Int { (bytes + bytesPerToken - 1) / bytesPerToken }
}
