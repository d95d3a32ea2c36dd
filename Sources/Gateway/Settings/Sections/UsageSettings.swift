// SPDX-License-Identifier: Apache-2.0

/// How usage is written down and what it is priced with.
public struct UsageSettings: Sendable, Equatable {
    /// The folder of the state database; blank is the state folder.
    public var folder: String
    /// How many days single entries are kept.
    public var retentionDays: Int
    /// How many hours a report covers unless it is asked for others.
    public var windowHours: Int
    /// Whether providers are asked for the token counts of streams whose clients did not ask for them.
    public var streamUsage: StreamUsage
    /// The share of requests that no layer may answer, in hundredths of a percent.
    public var holdout: Int
    /// Prices by provider, which go before the table that comes with the program.
    public var pricing: [String: UsagePrice]

    init(_ values: SettingValues) {
        folder = values[Self.folder]
        retentionDays = values[Self.retentionDays]
        windowHours = values[Self.windowHours]
        streamUsage = values[Self.streamUsage]
        holdout = Int((values[Self.holdoutPercent] * 100).rounded())
        pricing = values[Self.pricing].byProvider
    }

    /// Where the database is: the folder that was set, `~` being `home`, or else the state folder.
    public func databaseFolder(_ state: StateFolder, home: String?) -> StateFolder {
        guard !folder.isEmpty, folder != Self.folder.defaultValue else { return state }
        var path = folder
        if let home, path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst(1) }
        return StateFolder(path: path)
    }
}

extension UsageSettings {
    static let folder = Setting(
        "usage_log_path", .text, default: "~/.isartor", section: .usage,
        """
        The folder of the database with usage and virtual keys, `isartor.db`; it is made if missing. \
        The default means the state folder, also where `ISARTOR_HOME` names another one.
        """)

    static let retentionDays = Setting(
        "usage_retention_days", .integer(1...36_500, unit: "days"), default: 30, section: .usage,
        "How long each request is kept for `isartor receipt`. Sums by hour are kept for 35 days, by day for 400.")

    static let windowHours = Setting(
        "usage_window_hours", .integer(1...876_000, unit: "hours"), default: 24, section: .usage,
        "What a report covers unless it is asked for another time.")

    static let streamUsage = Setting<StreamUsage>(
        "stream_usage", default: .auto, section: .usage,
        """
        Whether streams of chat completions are asked for token counts that their clients did not ask for. The counts are \
        taken out again, so that clients see no difference. `auto` asks OpenAI itself and vLLM, `always` every provider \
        that speaks chat completions, `never` none; what is not told is estimated.
        """)

    static let holdoutPercent = Setting(
        "holdout_percent", .number(0...50), default: 0.0, section: .usage,
        """
        The share of requests that no layer may answer, in percent: `isartor stats --usage` compares them with the others \
        and tells what is really saved. The same question is always in the same share.
        """)

    static let pricing = Setting<UsagePrices>(
        "usage_pricing", .namedTables(UsagePrice.fields), default: UsagePrices(), section: .usage,
        example: [
            "[usage_pricing.azure]", "input_cost_per_million_usd = 2.5", "output_cost_per_million_usd = 10.0",
            "cached_input_cost_per_million_usd = 1.25",
        ],
        """
        Prices of everything that a provider sells, in dollars for a million tokens. They go before the price list that \
        comes with the program, and are the only prices of clouds, contracts and providers that are not in it.
        """)

    static let definitions = [
        folder.definition, retentionDays.definition, windowHours.definition, streamUsage.definition,
        holdoutPercent.definition, pricing.definition,
    ]
}
