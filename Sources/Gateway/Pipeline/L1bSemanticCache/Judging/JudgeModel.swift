// SPDX-License-Identifier: Apache-2.0

/// A model that may be asked about answers, and how.
public struct JudgeModel: Sendable {
    /// The provider's name in the chain, and the model's as it is asked for.
    public let provider: String
    public let name: String
    let ask: @Sendable (ModelQuestion) async -> Result<ModelReply, ModelFailure>

    public init(
        provider: String, name: String,
        ask: @escaping @Sendable (ModelQuestion) async -> Result<ModelReply, ModelFailure>
    ) {
        self.provider = provider
        self.name = name
        self.ask = ask
    }

    /// What can be said of a pair without the model; nil if it must be asked. Too long a pair counts as different.
    func settled(_ pair: AnswerPair) -> Bool? {
        guard WordingJudge.areSame(pair.one, pair.other), JudgePrompt.takes(pair) else { return false }
        return nil
    }

    /// What the model says of a pair, and the name under which it answered; nil if it does not take the pair.
    func asked(_ pair: AnswerPair) async throws(ModelFailure) -> (areSame: Bool, name: String)? {
        guard let question = JudgePrompt.question(pair) else { return nil }
        switch await ask(question) {
        case .success(let reply): return (JudgePrompt.saysSame(reply.text), reply.model)
        case .failure(let failure) where failure.isOfQuestion: return nil
        case .failure(let failure): throw failure
        }
    }

    /// Names the way in which a pair is judged, but for the model: another way was not measured.
    public static let way = "prompt \(JudgePrompt.version), \(WordingJudge.name)"
}
