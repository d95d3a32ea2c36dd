// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import Testing

@Suite("Price table")
struct PriceTableTests {
    private func counts(_ input: Int64, _ output: Int64, cached: Int64 = 0) -> TokenCounts {
        var counts = TokenCounts()
        counts.input = input
        counts.output = output
        counts.cachedRead = cached
        return counts
    }

    @Test("every line that comes with the program is read, and no model is there twice for a day")
    func readsBuiltIn() throws {
        let entries = PriceTable.builtIn.entries
        #expect(entries.count > 50)
        var seen: Set<String> = []
        for entry in entries {
            #expect(seen.insert("\(entry.provider) \(entry.model) \(entry.price.since)").inserted)
            #expect(entry.price.rates.input > 0)
            #expect(entry.price.rates.output >= entry.price.rates.input)
            #expect(entry.price.rates.cachedRead <= entry.price.rates.input)
        }
    }

    @Test("a release is priced as its model, another model is not")
    func matchesReleases() {
        let table = PriceTable.builtIn
        let plain = table.price(provider: "openai", model: "gpt-4o", day: 20_000)
        #expect(plain != nil)
        #expect(table.price(provider: "openai", model: "gpt-4o-2024-08-06", day: 20_000) == plain)
        #expect(table.price(provider: "openai", model: "gpt-4o-2024-05-13", day: 20_000) != plain)
        #expect(table.price(provider: "openai", model: "gpt-4o-realtime-preview", day: 20_000) == nil)
        #expect(
            table.price(provider: "anthropic", model: "claude-3-5-haiku-latest", day: 20_000)
                == table.price(provider: "anthropic", model: "claude-3-5-haiku", day: 20_000))
        #expect(
            table.price(provider: "anthropic", model: "claude-haiku-4-5-20251001", day: 20_000)
                == table.price(provider: "anthropic", model: "claude-haiku-4-5", day: 20_000))
        #expect(table.price(provider: "gemini", model: "models/gemini-2.5-pro-001", day: 20_000) != nil)
        #expect(table.price(provider: "openai", model: "claude-haiku-4-5", day: 20_000) == nil)
    }

    @Test("an unknown model has no cost, not even for nothing")
    func isUnknown() {
        let cost = PriceTable.builtIn.cost(
            provider: "openai", asked: "gpt-99", answered: nil, counts: counts(0, 0), day: 20_000)
        #expect(cost == nil)
    }

    @Test("the price of the day holds")
    func followsDates() throws {
        let table = try PriceTable("x m in=4 out=8\nx m since=2026-02-01 in=2 out=6")
        let first = CivilDay.day("2026-01-31")
        let second = CivilDay.day("2026-02-01")
        let before = table.cost(
            provider: "x", asked: "m", answered: nil, counts: counts(1, 1), day: try #require(first))
        let after = table.cost(
            provider: "x", asked: "m", answered: nil, counts: counts(1, 1), day: try #require(second))
        #expect(before == Money(nanos: 12_000))
        #expect(after == Money(nanos: 8_000))
    }

    @Test("a long prompt has its own price for all of it, from the first token beyond the limit on")
    func prizesLongPrompts() throws {
        let table = try PriceTable("x m in=1 read=0.1 out=10 over=1000 in=2 read=0.2 out=15")
        func cost(_ counts: TokenCounts) -> Int64? {
            table.cost(provider: "x", asked: "m", answered: nil, counts: counts, day: 0)?.nanos
        }
        #expect(cost(counts(600, 10, cached: 400)) == 740_000)
        #expect(cost(counts(601, 10, cached: 400)) == 1_432_000)
    }

    @Test("fractions of a nano-dollar are rounded once, at the end")
    func rounds() throws {
        let table = try PriceTable("x m in=0.0375 out=0.15 batch=50")
        func cost(_ input: Int64, tier: Usage.Tier = .standard) -> Int64? {
            var counts = counts(input, 0)
            counts.tier = tier
            return table.cost(provider: "x", asked: "m", answered: nil, counts: counts, day: 0)?.nanos
        }
        #expect(cost(1) == 38)
        #expect(cost(2) == 75)
        #expect(cost(1_000_001) == 37_500_038)
        #expect(cost(1, tier: .batch) == 19)
        #expect(cost(4, tier: .batch) == 75)
        #expect(cost(1, tier: .other) == nil)
    }

    @Test("what the user sets goes before the table and before what the provider tells")
    func isOverridden() {
        var table = PriceTable.builtIn
        var told = counts(10, 10)
        told.toldCost = Money(nanos: 7)
        #expect(
            table.cost(provider: "openrouter", asked: "any/model", answered: nil, counts: told, day: 0)
                == Money(nanos: 7))
        table.override("openrouter", with: ModelPrice(rates: PriceRates(input: 1_000_000, output: 2_000_000)))
        #expect(
            table.cost(provider: "openrouter", asked: "any/model", answered: nil, counts: told, day: 0)
                == Money(nanos: 30_000))
    }

    @Test("sound without a price of its own is not priced as text")
    func knowsSound() throws {
        let table = try PriceTable("x m in=1 out=2\nx s in=1 out=2 audio-in=10 audio-out=20")
        var counts = counts(10, 10)
        counts.audioInput = 4
        counts.audioOutput = 1
        #expect(table.cost(provider: "x", asked: "m", answered: nil, counts: counts, day: 0) == nil)
        #expect(
            table.cost(provider: "x", asked: "s", answered: nil, counts: counts, day: 0)
                == Money(nanos: 84_000))
    }

    @Test(
        "a line that cannot be read is told with its place",
        arguments: [
            "x", "x m in=1", "x m in=1 out=two", "x m in=1 out=2 since=2026-02-30", "x m in=1 out=2 extra=1",
            "x m in=1 out=2 over=0 in=1 out=1", "x m in=1 out=2 over=5 in=1", "x m in=-1 out=2",
            "x m in=0.0000001 out=2",
        ])
    func refuses(line: String) {
        let problem = #expect(throws: PriceTable.Problem.self) { try PriceTable("# prices\n\(line)") }
        #expect(problem?.line == 2)
    }

    @Test("days are those of the calendar")
    func countsDays() {
        #expect(CivilDay.day("1970-01-01") == 0)
        #expect(CivilDay.day("2000-03-01") == 11_017)
        #expect(CivilDay.day("2024-02-29") == 19_782)
        #expect(CivilDay.day("2023-02-29") == nil)
        for day in stride(from: 0, through: 40_000, by: 17) { #expect(CivilDay.day(CivilDay.text(day)) == day) }
    }
}
