// SPDX-License-Identifier: Apache-2.0

/// How often a budget starts anew.
public enum BudgetPeriod: String, Sendable, Hashable, CaseIterable {
    /// Never: what is spent is spent.
    case total
    case daily
    case weekly
    case monthly

    /// The calendar window of the period; nil for one that never ends.
    public var window: CalendarWindow? {
        switch self {
        case .total: nil
        case .daily: .day
        case .weekly: .week
        case .monthly: .month
        }
    }

    /// When the period that holds `wall` began, in seconds since 1970.
    public func start(of wall: Int64) -> Int64 { window?.start(of: wall) ?? 0 }

    /// When the period that holds `wall` ends; nil if it never does.
    public func end(of wall: Int64) -> Int64? { window?.end(of: wall) }
}
