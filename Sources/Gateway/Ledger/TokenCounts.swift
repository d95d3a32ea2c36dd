// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// The tokens that one answer is billed by, each counted once, and what else decides its price.
public struct TokenCounts: Sendable, Hashable {
    /// Prompt tokens at the full price.
    public var input: Int64 = 0
    /// Tokens of the answer, reasoning included.
    public var output: Int64 = 0
    /// Tokens of `output` that were reasoning; they cost what output costs.
    public var reasoning: Int64 = 0
    /// Prompt tokens read from the provider's cache.
    public var cachedRead: Int64 = 0
    /// Prompt tokens written to the provider's cache for its usual five minutes.
    public var cacheWrite5m: Int64 = 0
    /// Prompt tokens written to the provider's cache for an hour.
    public var cacheWrite1h: Int64 = 0
    /// Tokens of the prompt that were sound, and that were pictures.
    public var audioInput: Int64 = 0
    public var imageInput: Int64 = 0
    /// Tokens of the answer that were sound.
    public var audioOutput: Int64 = 0
    /// The service that the provider says it was.
    public var tier = Usage.Tier.standard
    /// What the provider says it cost, where it does.
    public var toldCost: Money?

    public init() {}

    /// The counts that a provider reported.
    public init(_ usage: Usage) {
        input = Int64(usage.input)
        output = Int64(usage.output)
        reasoning = Int64(usage.reasoning)
        cachedRead = Int64(usage.cachedRead)
        cacheWrite1h = Int64(min(usage.cacheWriteHour, usage.cacheWrite))
        cacheWrite5m = Int64(usage.cacheWrite) - cacheWrite1h
        audioInput = Int64(usage.audioInput)
        imageInput = Int64(usage.imageInput)
        audioOutput = Int64(usage.audioOutput)
        tier = usage.tier
        toldCost = usage.toldCost.map { Money(nanos: $0) }
    }

    /// All tokens of the prompt, wherever they were read from.
    public var prompt: Int64 { input &+ cachedRead &+ cacheWrite5m &+ cacheWrite1h }

    /// All tokens.
    public var total: Int64 { prompt &+ output }

    /// The counts of the same question asked again: what was written to the cache would now be read from it.
    ///
    /// So a saving is never counted at the price of a write that a second question would not have paid.
    public var repeated: TokenCounts {
        var counts = self
        counts.cachedRead &+= cacheWrite5m &+ cacheWrite1h
        counts.cacheWrite5m = 0
        counts.cacheWrite1h = 0
        // The provider's word was for the first question, writes included.
        if cacheWrite5m > 0 || cacheWrite1h > 0 { counts.toldCost = nil }
        return counts
    }
}
