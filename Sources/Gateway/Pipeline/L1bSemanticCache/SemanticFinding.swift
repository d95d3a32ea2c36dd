// SPDX-License-Identifier: Apache-2.0

/// What was found for a question, and what is done about it.
public struct SemanticFinding: Sendable, Hashable {
    /// What becomes of the request.
    public enum Outcome: Sendable, Hashable {
        /// The answer of ``candidate`` is served; the provider is asked all the same if it `audits`.
        case serve(audits: Bool)
        /// The provider is asked.
        case ask
    }

    public var outcome: Outcome
    public var reason: SemanticReason
    /// The best candidate: served, or compared with what the provider says.
    public var candidate: SemanticCandidate?
    /// The nearest ones, best first, for explanations.
    public var nearest: [SemanticCandidate]

    public init(
        _ outcome: Outcome = .ask, _ reason: SemanticReason, candidate: SemanticCandidate? = nil,
        nearest: [SemanticCandidate] = []
    ) {
        self.outcome = outcome
        self.reason = reason
        self.candidate = candidate
        self.nearest = nearest
    }
}
