// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// A kept question near to one that is asked, and what the verifier makes of the two.
public struct SemanticCandidate: Sendable, Hashable {
    /// The identity that the kept answer is under.
    public let identity: Fingerprint
    /// The kept question.
    public let question: String
    /// The cosine of the two questions' vectors.
    public let similarity: Float
    /// The least cosine of a part of either with the nearest part of the other.
    public let leastPartSimilarity: Float
    public let verdict: QuestionVerdict
    /// Whether its answer was judged wrong for this very question.
    public let isBlocked: Bool

    public init(
        identity: Fingerprint, question: String, similarity: Float, leastPartSimilarity: Float,
        verdict: QuestionVerdict, isBlocked: Bool
    ) {
        self.identity = identity
        self.question = question
        self.similarity = similarity
        self.leastPartSimilarity = leastPartSimilarity
        self.verdict = verdict
        self.isBlocked = isBlocked
    }

    /// Whether nothing forbids to serve its answer, if the score is good enough.
    var isEligible: Bool { verdict.vetoes.isEmpty && !isBlocked }
}
