// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Settings

extension QuotaLimits {
    /// The limits that the settings have for a provider.
    init(_ settings: ProviderQuotaSettings) {
        self.init()
        tokens[.day] = settings.dailyTokens.map { Int64($0) }
        tokens[.week] = settings.weeklyTokens.map { Int64($0) }
        tokens[.month] = settings.monthlyTokens.map { Int64($0) }
        cost[.day] = settings.dailyCost
        cost[.week] = settings.weeklyCost
        cost[.month] = settings.monthlyCost
        action =
            switch settings.action {
            case .warn: .warn
            case .block: .block
            case .fallback: .fallback
            }
        warningRatio = settings.warningRatio
    }
}
