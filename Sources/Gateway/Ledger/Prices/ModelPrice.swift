// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The prices of one model from a day on.
public struct ModelPrice: Sendable, Hashable {
    /// The first day that they hold, in days since 1970.
    public var since: Int
    public var rates: PriceRates
    /// The prices of a request whose prompt is longer than this many tokens: for all of it, the answer included.
    public var longPrompt: (tokens: Int64, rates: PriceRates)?
    /// What batches cost, in hundredths of the list price; unknown where nil.
    public var batchPercent: Int64?

    public init(
        since: Int = 0, rates: PriceRates, longPrompt: (tokens: Int64, rates: PriceRates)? = nil,
        batchPercent: Int64? = nil
    ) {
        self.since = since
        self.rates = rates
        self.longPrompt = longPrompt
        self.batchPercent = batchPercent
    }

    /// What an answer with `counts` costs; nil if that is not known.
    public func cost(_ counts: TokenCounts) -> Money? {
        var rates = rates
        if let longPrompt, counts.prompt > longPrompt.tokens { rates = longPrompt.rates }
        switch counts.tier {
        case .standard: return rates.cost(counts)
        case .batch: return batchPercent.flatMap { rates.cost(counts, percent: $0) }
        case .other: return nil
        }
    }

    public static func == (left: ModelPrice, right: ModelPrice) -> Bool {
        left.since == right.since && left.rates == right.rates && left.batchPercent == right.batchPercent
            && left.longPrompt?.tokens == right.longPrompt?.tokens && left.longPrompt?.rates == right.longPrompt?.rates
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(since)
        hasher.combine(rates)
    }
}
