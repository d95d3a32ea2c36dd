// SPDX-License-Identifier: Apache-2.0

/// What a token of each kind costs, in picodollars: millionths of a dollar for a million tokens.
public struct PriceRates: Sendable, Hashable {
    public var input: Int64
    public var output: Int64
    /// As input where the provider names no price of its own.
    public var cachedRead: Int64
    public var cacheWrite5m: Int64
    public var cacheWrite1h: Int64
    /// Sound; unknown where the provider names no price.
    public var audioInput: Int64?
    public var audioOutput: Int64?

    public init(
        input: Int64, output: Int64, cachedRead: Int64? = nil, cacheWrite5m: Int64? = nil, cacheWrite1h: Int64? = nil,
        audioInput: Int64? = nil, audioOutput: Int64? = nil
    ) {
        self.input = input
        self.output = output
        self.cachedRead = cachedRead ?? input
        self.cacheWrite5m = cacheWrite5m ?? input
        self.cacheWrite1h = cacheWrite1h ?? cacheWrite5m ?? input
        self.audioInput = audioInput
        self.audioOutput = audioOutput
    }

    /// Dollars for a million tokens, as "0.075", in picodollars a token.
    static func picodollars(perMillion text: some StringProtocol) -> Int64? {
        DecimalText.scaled(text, digits: 6).flatMap { $0 < 0 ? nil : $0 }
    }

    /// What `counts` cost, to the nearest nano-dollar; nil if a price is missing.
    ///
    /// - Parameter percent: of the list price, for services that are sold for less.
    func cost(_ counts: TokenCounts, percent: Int64 = 100) -> Money? {
        if counts.audioInput > 0, audioInput == nil { return nil }
        if counts.audioOutput > 0, audioOutput == nil { return nil }
        // Sound that is priced apart is not priced as text, too; it is among the tokens that no cache served.
        let soundIn = min(counts.audioInput, counts.input)
        let soundOut = min(counts.audioOutput, counts.output)
        var sum = Self.product(counts.input - soundIn, input)
        sum += Self.product(counts.output - soundOut, output)
        sum += Self.product(counts.cachedRead, cachedRead)
        sum += Self.product(counts.cacheWrite5m, cacheWrite5m)
        sum += Self.product(counts.cacheWrite1h, cacheWrite1h)
        sum += Self.product(soundIn, audioInput ?? 0)
        sum += Self.product(soundOut, audioOutput ?? 0)
        // Hundredths of picodollars; half a nano-dollar is rounded up.
        let nanos = (sum * Int128(percent) + 50_000) / 100_000
        return Money(nanos: Int64(clamping: nanos))
    }

    private static func product(_ tokens: Int64, _ price: Int64) -> Int128 { Int128(tokens) * Int128(price) }
}
