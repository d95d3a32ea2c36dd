// SPDX-License-Identifier: Apache-2.0

/// Tokens that a provider reported for one answer.
public struct Usage: Sendable, Hashable {
    /// The service that an answer was sold as.
    public enum Tier: UInt8, Sendable, Hashable {
        /// At the list price.
        case standard
        /// At the price of batches, where nobody waits.
        case batch
        /// At a price that the provider tells nowhere.
        case other
    }

    /// Tokens read that were not served from the provider's prompt cache.
    public var input: Int
    /// Tokens written by the model, reasoning included.
    public var output: Int
    /// Tokens read from the provider's prompt cache.
    public var cachedRead: Int
    /// Tokens written to the provider's prompt cache.
    public var cacheWrite: Int
    /// Tokens of `output` that were reasoning.
    public var reasoning: Int
    /// Tokens of `cacheWrite` that are kept for an hour instead of some minutes.
    public var cacheWriteHour = 0
    /// Tokens of `input` that were sound.
    public var audioInput = 0
    /// Tokens of the prompt that were pictures.
    public var imageInput = 0
    /// Tokens of `output` that were sound.
    public var audioOutput = 0
    public var tier = Tier.standard
    /// What the provider says the answer cost, in billionths of a dollar.
    public var toldCost: Int64?

    /// Makes a record of token counts; what is not named is zero.
    public init(input: Int = 0, output: Int = 0, cachedRead: Int = 0, cacheWrite: Int = 0, reasoning: Int = 0) {
        self.input = input
        self.output = output
        self.cachedRead = cachedRead
        self.cacheWrite = cacheWrite
        self.reasoning = reasoning
    }

    /// A count as a provider told it, brought to where sums and differences of counts cannot overflow.
    public static func plausible(_ told: Int?) -> Int { min(max(0, told ?? 0), 1 << 48) }

    /// All tokens of the prompt, wherever they were read from.
    public var prompt: Int { input &+ cachedRead &+ cacheWrite }
}
