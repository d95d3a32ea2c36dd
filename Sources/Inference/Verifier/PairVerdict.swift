// SPDX-License-Identifier: Apache-2.0

/// What the verifier makes of two prompts, with its reasons.
public struct PairVerdict: Sendable {
    /// A word of one text and what stands in its place in the other, as written; nil where nothing does.
    public struct Difference: Sendable, Equatable {
        public let first: String?
        public let second: String?
    }

    /// Probability that one answer would do for both; 1 for equal texts, 0 without a model.
    public let probability: Double
    /// Cosine of the two texts' vectors; 0 without vectors.
    public let cosine: Double
    /// Reasons for which they are never the same.
    public let vetoes: [VetoFinding]
    /// Whether only white space, case, punctuation and politeness tell them apart.
    public let isEqual: Bool
    /// The telling words in which they differ.
    public let differences: [Difference]
    /// From which probability on they count as the same.
    public let threshold: Double

    /// Whether the answer to either may be given to the other.
    public var isSame: Bool { vetoes.isEmpty && (isEqual || probability >= threshold) }
}
