// SPDX-License-Identifier: Apache-2.0

/// What an encoder made of a question.
public struct QuestionVectors: Sendable {
    /// The vector of the whole text.
    public var whole: [Float]
    /// The vectors of its parts, for a text that is longer than what the encoder reads at once.
    public var parts: [[Float]]
    /// Whatever else the encoder has for the verifier, which alone knows what it is.
    public var more: (any Sendable)?

    public init(whole: [Float], parts: [[Float]] = [], more: (any Sendable)? = nil) {
        self.whole = whole
        self.parts = parts
        self.more = more
    }
}
