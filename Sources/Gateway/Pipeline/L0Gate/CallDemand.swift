// SPDX-License-Identifier: Apache-2.0

/// What a call takes of a key's budgets: reserved at its worst, settled as it was.
public struct CallDemand: Sendable, Hashable {
    /// Prompt and answer together.
    public var tokens: Int64
    /// In nano-dollars; nil where the price is not known.
    public var cost: Int64?

    public init(tokens: Int64 = 0, cost: Int64? = 0) {
        self.tokens = tokens
        self.cost = cost
    }
}
