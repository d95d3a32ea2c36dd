// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct QuotaSettingsTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("a quota has its limits, its action and its ratio, money to the nano-dollar")
    func quota() throws {
        let loaded = try workspace.load(
            """
            [quota.openai]
            daily_token_limit = 1000
            monthly_cost_limit_usd = 0.1
            action_on_limit = "fallback"
            warning_threshold_ratio = 0.5
            """, environment: ["ISARTOR__QUOTA__OPENAI__WEEKLY_COST_LIMIT_USD": "12.000000001"])
        let quota = try #require(loaded.settings.quota.providers["openai"])
        #expect(quota.dailyTokens == 1000 && quota.weeklyTokens == nil)
        #expect(quota.monthlyCost == 100_000_000 && quota.weeklyCost == 12_000_000_001)
        #expect(quota.action == .fallback && quota.warningRatio == 0.5 && quota.hasLimits)
        #expect(loaded.settings.quota.outputCap == nil)
    }

    @Test("without a word about it, a quota warns from four fifths on")
    func defaults() throws {
        let loaded = try workspace.load("quota.openai = { daily_token_limit = 5 }")
        let quota = try #require(loaded.settings.quota.providers["openai"])
        #expect(quota.action == .warn && quota.warningRatio == 0.8)
    }

    @Test("limits of nothing, unknown providers and unknown actions are refused")
    func problems() throws {
        for quota in [
            "[quota.openai]\ndaily_token_limit = 0", "[quota.openai]\ndaily_cost_limit_usd = 0.0",
            "[quota.openai]\nwarning_threshold_ratio = 1.0", "[quota.openai]\naction_on_limit = \"stop\"",
            "[quota.nobody]\ndaily_token_limit = 5",
        ] {
            #expect(try workspace.problems(quota).count == 1, "\(quota)")
        }
    }

    @Test("a quota of a provider that is not asked gives a warning")
    func unused() throws {
        let loaded = try workspace.load("[quota.gemini]\ndaily_token_limit = 5")
        #expect(loaded.warnings.map(\.key) == ["quota"])
    }
}
