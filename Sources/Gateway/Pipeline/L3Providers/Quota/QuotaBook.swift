// SPDX-License-Identifier: Apache-2.0

import Locking

/// The quotas of all providers, by the provider's name.
///
/// Safe to use from all event loops: a lock for each provider with a quota, held for some additions. Providers without
/// one cost a look into a dictionary.
public final class QuotaBook: Sendable {
    private final class Page: Sendable {
        let quota: Locked<ProviderQuota>

        init(_ quota: sending ProviderQuota) { self.quota = Locked(quota) }
    }

    private let pages: [String: Page]

    /// - Parameter wall: the time now, in seconds since 1970.
    public init(_ limits: [String: QuotaLimits] = [:], wall: Int64 = 0) {
        pages = limits.mapValues { Page(ProviderQuota($0, wall: wall)) }
    }

    /// The providers that have a quota.
    public var providers: [String] { pages.keys.sorted() }

    /// What is limited for a provider; nil if nothing is.
    public func limits(_ provider: String) -> QuotaLimits? { pages[provider]?.quota.withLock { $0.limits } }

    /// Takes up what was used in the present window before the gateway was started.
    public func restore(_ provider: String, _ window: CalendarWindow, tokens: Int64, cost: Int64) {
        pages[provider]?.quota.withLock { $0.restore(window, tokens: tokens, cost: cost) }
    }

    /// Reserves a call, unless a limit forbids it; nil if the provider has no quota.
    public func ask(_ provider: String, _ demand: CallDemand, wall: Int64) -> ProviderQuota.Verdict? {
        pages[provider]?.quota.withLock { $0.ask(demand, wall: wall) }
    }

    /// Gives a reservation back and counts what the call really took.
    public func settle(_ provider: String, _ demand: CallDemand, actual: CallDemand, wall: Int64) {
        pages[provider]?.quota.withLock { $0.settle(demand, actual: actual, wall: wall) }
    }

    /// Gives a reservation back: the call was not made, or took nothing.
    public func release(_ provider: String, _ demand: CallDemand) {
        pages[provider]?.quota.withLock { $0.release(demand) }
    }

    /// How every limit of a provider stands.
    public func lines(_ provider: String, wall: Int64) -> [QuotaLine] {
        pages[provider]?.quota.withLock { $0.lines(wall: wall) } ?? []
    }
}
