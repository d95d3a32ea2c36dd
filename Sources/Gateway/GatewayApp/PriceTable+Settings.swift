// SPDX-License-Identifier: Apache-2.0

import Ledger
import Settings

extension PriceTable {
    /// The prices that come with the program, and those that the user set.
    init(_ settings: UsageSettings) {
        self = .builtIn
        for (provider, price) in settings.pricing {
            func rate(_ dollars: Double) -> Int64 { Int64((dollars * 1_000_000).rounded()) }
            override(
                provider,
                with: ModelPrice(
                    rates: PriceRates(
                        input: rate(price.input), output: rate(price.output), cachedRead: price.cachedInput.map(rate),
                        cacheWrite5m: price.cacheWrite.map(rate))))
        }
    }
}
