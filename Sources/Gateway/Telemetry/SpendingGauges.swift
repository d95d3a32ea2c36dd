// SPDX-License-Identifier: Apache-2.0

/// What limits on spending look like, for the metrics page.
public struct SpendingGauges: Sendable, Hashable {
    /// One limit of a provider's quota.
    public struct Quota: Sendable, Hashable {
        public var provider: String
        /// `day`, `week` or `month`.
        public var window: String
        /// `tokens` or `cost`, which is nano-dollars.
        public var unit: String
        public var used: Int
        public var reserved: Int
        public var limit: Int

        public init(provider: String, window: String, unit: String, used: Int, reserved: Int, limit: Int) {
            self.provider = provider
            self.window = window
            self.unit = unit
            self.used = used
            self.reserved = reserved
            self.limit = limit
        }
    }

    /// Virtual keys in force.
    public var keys = 0
    public var quotas: [Quota] = []

    public init() {}
}

extension PrometheusText {
    /// Writes the series of keys and quotas.
    mutating func spending(_ gauges: SpendingGauges) {
        metric("isartor_virtual_keys", "gauge", "Virtual keys in force.")
        sample("isartor_virtual_keys", [], gauges.keys)
        guard !gauges.quotas.isEmpty else { return }
        func labels(_ quota: SpendingGauges.Quota) -> [(String, String)] {
            [("provider", quota.provider), ("window", quota.window), ("unit", quota.unit)]
        }
        metric("isartor_quota_used", "gauge", "What was used of a quota in its window; cost in nano-dollars.")
        for quota in gauges.quotas { sample("isartor_quota_used", labels(quota), quota.used) }
        metric("isartor_quota_reserved", "gauge", "What requests under way have reserved of a quota.")
        for quota in gauges.quotas { sample("isartor_quota_reserved", labels(quota), quota.reserved) }
        metric("isartor_quota_limit", "gauge", "A quota's limit.")
        for quota in gauges.quotas { sample("isartor_quota_limit", labels(quota), quota.limit) }
    }
}
