// SPDX-License-Identifier: Apache-2.0

/// What may be spent: quotas of providers, and what budgets of keys go by.
public struct QuotaSettings: Sendable, Equatable {
    /// The quotas by the provider's name.
    public var providers: [String: ProviderQuotaSettings]
    /// The longest answer of a model that the gateway does not know, in tokens; nil if nobody says.
    public var outputCap: Int?

    init(_ values: SettingValues) {
        providers = values[Self.quotas]
        let cap = values[Self.outputCapTokens]
        outputCap = cap == 0 ? nil : cap
    }
}

extension QuotaSettings {
    static let quotas = Setting<[String: ProviderQuotaSettings]>(
        "quota", .namedTables(ProviderQuotaSettings.fields), default: [:], section: .quota,
        example: [
            "[quota.openai]", "daily_cost_limit_usd = 20.0", "monthly_token_limit = 50000000",
            "action_on_limit = \"block\"",
        ],
        """
        Limits on what a provider may be asked for, by its name: tokens and money by day, week from Monday, and month, in \
        UTC. `action_on_limit` is `warn` (the default: the log says so), `block` (429) or `fallback` (the next provider is \
        asked). From `warning_threshold_ratio` (0.8) of a limit on, the log warns.
        """)

    static let outputCapTokens = Setting(
        "budget_output_cap_tokens", .integer(0...100_000_000, unit: "tokens"), default: 0, section: .quota,
        """
        How long an answer can be at most where neither the request nor what the gateway knows of the model tells: what \
        budgets of keys reserve for it then. 0: such a request is refused.
        """)

    static let definitions = [quotas.definition, outputCapTokens.definition]
}
