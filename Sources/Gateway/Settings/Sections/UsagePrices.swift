// SPDX-License-Identifier: Apache-2.0

/// Prices by provider, as the setting `usage_pricing` holds them.
struct UsagePrices: Sendable, Equatable, SettingRepresentable {
    var byProvider: [String: UsagePrice] = [:]

    init() {}

    init?(settingValue: SettingValue) {
        guard case .table(let tables) = settingValue else { return nil }
        byProvider = tables.compactMapValues { UsagePrice($0) }
    }

    var settingValue: SettingValue { .table(byProvider.mapValues(\.settingValue)) }
}
