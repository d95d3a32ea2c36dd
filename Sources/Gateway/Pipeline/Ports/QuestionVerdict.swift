// SPDX-License-Identifier: Apache-2.0

/// What a verifier makes of two questions.
public struct QuestionVerdict: Sendable, Hashable {
    /// A reason for which two questions are never the same, whatever the probability says.
    public struct Veto: Sendable, Hashable {
        /// A stable word such as `number`.
        public var word: String
        /// The words of the questions that made it.
        public var evidence: [String]

        public init(_ word: String, evidence: [String] = []) {
            self.word = word
            self.evidence = evidence
        }
    }

    /// Probability that one answer would do for both.
    public var probability: Double
    public var vetoes: [Veto]
    /// The telling words that only one of them has, or that stand in each other's place.
    public var differences: [String]

    public init(probability: Double, vetoes: [Veto] = [], differences: [String] = []) {
        self.probability = probability
        self.vetoes = vetoes
        self.differences = differences
    }
}
