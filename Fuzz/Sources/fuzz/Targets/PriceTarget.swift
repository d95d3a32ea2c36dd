// SPDX-License-Identifier: Apache-2.0

import Ledger

/// Price lists, a line for each model.
struct PriceTarget: FuzzTarget {
    static let name = "prices"
    static let grammar = Grammar.text
    static let tokens = [
        "openai gpt-4o ", "anthropic * ", "in=", "out=", "read=", "w5m=", "w1h=", "audio-in=", "audio-out=", "batch=50",
        "since=2026-02-29", "since=2024-02-29", "over=200000", "\n", "# ", " ", "=", "-", "0", "0.000001", "0.0000001",
        "9223372036854", "99999999999999999999", "1.", ".5", "é",
    ]

    private static let most: TokenCounts = {
        var counts = TokenCounts()
        counts.input = 1 << 48
        counts.output = 1 << 48
        counts.cachedRead = 1 << 48
        counts.cacheWrite5m = 1 << 48
        counts.cacheWrite1h = 1 << 48
        return counts
    }()

    mutating func run(_ input: [UInt8]) throws(Violation) -> Summary {
        var summary = Summary()
        let text = String(decoding: input, as: UTF8.self)
        do {
            let table = try PriceTable(text)
            summary.add(magnitude: table.entries.count)
            for (provider, model, price) in table.entries {
                try check(table, provider, model, price)
            }
        } catch let problem as PriceTable.Problem {
            try Violation.unless(problem.line > 0, "a problem is in a line")
            summary.add(problem.reason.utf8.count)
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation(rule: "a list is read or has a problem")
        }
        return summary
    }

    private func check(
        _ table: PriceTable, _ provider: String, _ model: String, _ price: ModelPrice
    ) throws(Violation) {
        try Violation.unless(!provider.isEmpty && !model.isEmpty, "a price is somebody's for something")
        try Violation.unless((price.cost(Self.most)?.nanos ?? 0) >= 0, "no price is below zero, and no cost overflows")
        _ = table.price(provider: provider, model: model, day: 20_000)
    }
}
