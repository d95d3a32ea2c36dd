// SPDX-License-Identifier: Apache-2.0

import Ledger
import Pipeline

extension PriceTable {
    /// The dearest prices of a model's tokens on a day; nil if they are not known.
    ///
    /// - Parameter wall: seconds since 1970.
    func worstRates(provider: String, model: String, wall: Int64) -> TokenRates? {
        let day = Int(CalendarWindow.day.start(of: wall) / 86_400)
        guard let price = price(provider: provider, model: model, day: day) else { return nil }
        var (input, output): (Int64, Int64) = (0, 0)
        for rates in [price.rates, price.longPrompt?.rates].compactMap(\.self) {
            input = max(
                input, rates.input, rates.cachedRead, rates.cacheWrite5m, rates.cacheWrite1h, rates.audioInput ?? 0)
            output = max(output, rates.output, rates.audioOutput ?? 0)
        }
        return TokenRates(input: Self.nano(input), output: Self.nano(output))
    }

    /// Picodollars a token as nano-dollars a million tokens.
    private static func nano(_ picodollars: Int64) -> Int64 {
        let (product, isTooLarge) = picodollars.multipliedReportingOverflow(by: 1_000)
        return isTooLarge ? .max : product
    }
}
