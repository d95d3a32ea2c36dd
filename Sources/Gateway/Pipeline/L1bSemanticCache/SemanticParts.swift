// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What a semantic cache is made of, before there is one.
public struct SemanticParts: Sendable {
    public var policy: SemanticPolicy
    public var encoder: any QuestionEncoder
    public var verifier: any QuestionVerifier
    public var judge: any AnswerJudge
    /// Names verifier and judge: evidence that others gathered is not theirs.
    public var judgedBy: String
    /// Told what keeps the cache from learning.
    public var troubled: @Sendable (SemanticTrouble) -> Void
    /// Random numbers in 0..<1, which decide what is audited.
    public var draw: @Sendable () -> Double

    public init(
        policy: SemanticPolicy, encoder: any QuestionEncoder, verifier: any QuestionVerifier, judge: any AnswerJudge,
        judgedBy: String = "", troubled: @escaping @Sendable (SemanticTrouble) -> Void = { _ in },
        draw: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.policy = policy
        self.encoder = encoder
        self.verifier = verifier
        self.judge = judge
        self.judgedBy = judgedBy
        self.troubled = troubled
        self.draw = draw
    }

    /// The cache; nil if it is off or the encoder's vectors are of no use to the index.
    ///
    /// - Parameters:
    ///   - disk: where questions and evidence are written down.
    ///   - isKept: whether the exact cache has a fresh answer under an identity.
    public func cache(
        disk: (any QuestionJournal)? = nil, isKept: @escaping @Sendable (Fingerprint, _ now: Int64) -> Bool
    ) -> SemanticCache? {
        guard policy.isEnabled else { return nil }
        return SemanticCache(
            policy, encoder: encoder, verifier: verifier, judge: judge, disk: disk, isKept: isKept, troubled: troubled,
            draw: draw)
    }
}
