// SPDX-License-Identifier: Apache-2.0

/// The highest prices that a call may be charged at, in nano-dollars a million tokens.
public struct TokenRates: Sendable, Hashable {
    /// The dearest way to read a token: at the full price, into a prompt cache, or in a long prompt.
    public var input: Int64
    /// The dearest way to write one.
    public var output: Int64

    public init(input: Int64, output: Int64) {
        self.input = input
        self.output = output
    }

    /// What a call costs at most, in nano-dollars, rounded up.
    public func cost(_ bound: CallBound) -> Int64 {
        let (sum, isTooLarge) = Self.product(bound.input, input)
            .addingReportingOverflow(Self.product(bound.output, output))
        return isTooLarge ? .max : sum
    }

    private static func product(_ tokens: Int64, _ rate: Int64) -> Int64 {
        guard tokens > 0, rate > 0 else { return 0 }
        let million: UInt64 = 1_000_000
        let full = UInt64(tokens).multipliedFullWidth(by: UInt64(rate))
        guard full.high < million else { return .max }
        let (quotient, remainder) = million.dividingFullWidth(full)
        guard quotient < UInt64(Int64.max) else { return .max }
        return Int64(quotient) + (remainder > 0 ? 1 : 0)
    }
}
