// SPDX-License-Identifier: Apache-2.0

/// What one provider may be asked for by day, week and month.
public struct ProviderQuotaSettings: Sendable, Equatable {
    /// What happens to a request that there is no room for.
    public enum Action: String, Sendable, CaseIterable {
        case warn
        case block
        case fallback
    }

    /// Tokens of prompts and answers.
    public var dailyTokens: Int?
    public var weeklyTokens: Int?
    public var monthlyTokens: Int?
    /// Money, in nano-dollars.
    public var dailyCost: Int64?
    public var weeklyCost: Int64?
    public var monthlyCost: Int64?
    public var action: Action
    /// The share of a limit from which on the log warns.
    public var warningRatio: Double

    public init(action: Action = .warn, warningRatio: Double = 0.8) {
        self.action = action
        self.warningRatio = warningRatio
    }

    /// Whether anything is limited.
    public var hasLimits: Bool {
        dailyTokens != nil || weeklyTokens != nil || monthlyTokens != nil || dailyCost != nil || weeklyCost != nil
            || monthlyCost != nil
    }
}

extension ProviderQuotaSettings: SettingRepresentable {
    private static let limit = SettingType.integer(1...Int.max, unit: "tokens")
    private static let cost = SettingType.number(0.000_000_001...1_000_000_000)

    /// The fields of a quota in a file.
    static let fields = [
        SettingField("daily_token_limit", limit), SettingField("weekly_token_limit", limit),
        SettingField("monthly_token_limit", limit), SettingField("daily_cost_limit_usd", cost),
        SettingField("weekly_cost_limit_usd", cost), SettingField("monthly_cost_limit_usd", cost),
        SettingField("action_on_limit", .choice(Action.allCases.map(\.rawValue))),
        SettingField("warning_threshold_ratio", .number(0...0.999_999)),
    ]

    init?(settingValue: SettingValue) {
        guard case .table(let fields) = settingValue else { return nil }
        func number(_ name: String) -> Double? {
            switch fields[name] {
            case .number(let number): number
            case .integer(let number): Double(number)
            default: nil
            }
        }
        func nano(_ name: String) -> Int64? { number(name).map { Int64(($0 * 1_000_000_000).rounded()) } }
        self.init()
        if let ratio = number("warning_threshold_ratio") { warningRatio = ratio }
        if let word = fields["action_on_limit"].flatMap(String.init(settingValue:)) {
            action = Action(rawValue: word) ?? .warn
        }
        dailyTokens = fields["daily_token_limit"].flatMap(Int.init(settingValue:))
        weeklyTokens = fields["weekly_token_limit"].flatMap(Int.init(settingValue:))
        monthlyTokens = fields["monthly_token_limit"].flatMap(Int.init(settingValue:))
        dailyCost = nano("daily_cost_limit_usd")
        weeklyCost = nano("weekly_cost_limit_usd")
        monthlyCost = nano("monthly_cost_limit_usd")
    }

    var settingValue: SettingValue {
        var fields: [String: SettingValue] = [
            "action_on_limit": .text(action.rawValue), "warning_threshold_ratio": .number(warningRatio),
        ]
        for (name, limit) in [
            ("daily_token_limit", dailyTokens), ("weekly_token_limit", weeklyTokens),
            ("monthly_token_limit", monthlyTokens),
        ] {
            if let limit { fields[name] = .integer(limit) }
        }
        for (name, limit) in [
            ("daily_cost_limit_usd", dailyCost), ("weekly_cost_limit_usd", weeklyCost),
            ("monthly_cost_limit_usd", monthlyCost),
        ] {
            if let limit { fields[name] = .number(Double(limit) / 1_000_000_000) }
        }
        return .table(fields)
    }
}
