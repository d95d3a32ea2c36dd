// SPDX-License-Identifier: Apache-2.0

/// A heading under which settings stand in the scaffold and in the reference.
public enum SettingsSection: String, Sendable, CaseIterable {
    /// Listening, limits, shutdown.
    case server = "Server"
    /// Who may use the gateway.
    case authentication = "Authentication"
    /// Which answers are kept, and how long.
    case cache = "Cache"
    /// Whether requests that mean the same are answered from the cache.
    case semantic = "Semantic cache"
    /// Where requests go that no layer could answer.
    case provider = "Provider"
    /// What happens when providers fail or have too much to do.
    case resilience = "Failures and load"
    /// How usage is written down and priced.
    case usage = "Usage"
    /// What may be spent.
    case quota = "Quotas and budgets"
    /// What the gateway writes about itself.
    case logging = "Logging"
    /// Layers and features that this version knows only by name.
    case later = "Not in this version"
}
