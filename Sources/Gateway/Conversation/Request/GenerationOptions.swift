// SPDX-License-Identifier: Apache-2.0

/// How an answer is to be made.
///
/// Numbers that are not counts are kept as they were written, so that `1` and `1.0` stay what they are.
public struct GenerationOptions: Sendable, Hashable {
    /// The most tokens that the answer may have.
    public var maxTokens: Int?
    public var temperature: String?
    public var topP: String?
    public var topK: Int?
    public var seed: Int?
    public var frequencyPenalty: String?
    public var presencePenalty: String?
    /// Texts that end the answer where they come up.
    public var stop: [String]
    /// How many alternatives are asked for.
    public var choices: Int?
    /// Whether the probabilities of tokens are asked for.
    public var wantsLogprobs: Bool?
    /// How many alternatives for each token.
    public var topLogprobs: Int?
    public var format: ResponseFormat?
    public var reasoning: ReasoningOptions?

    public init(
        maxTokens: Int? = nil, temperature: String? = nil, topP: String? = nil, topK: Int? = nil, seed: Int? = nil,
        frequencyPenalty: String? = nil, presencePenalty: String? = nil, stop: [String] = [], choices: Int? = nil,
        wantsLogprobs: Bool? = nil, topLogprobs: Int? = nil, format: ResponseFormat? = nil,
        reasoning: ReasoningOptions? = nil
    ) {
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.seed = seed
        self.frequencyPenalty = frequencyPenalty
        self.presencePenalty = presencePenalty
        self.stop = stop
        self.choices = choices
        self.wantsLogprobs = wantsLogprobs
        self.topLogprobs = topLogprobs
        self.format = format
        self.reasoning = reasoning
    }
}
