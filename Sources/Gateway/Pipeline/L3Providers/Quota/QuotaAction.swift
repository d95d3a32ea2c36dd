// SPDX-License-Identifier: Apache-2.0

/// What happens to a request that a provider's quota has no room for.
public enum QuotaAction: String, Sendable, Hashable, CaseIterable {
    /// It goes on, and the log says so.
    case warn
    /// It is refused.
    case block
    /// The next provider of the chain is asked.
    case fallback
}
