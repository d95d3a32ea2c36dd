// SPDX-License-Identifier: Apache-2.0

/// An amount that a key may spend in a period: the worst case is reserved before a call, the actual settled after it.
///
/// Amounts are whole and of one unit, nano-dollars or tokens. As long as no call costs more than was reserved for it,
/// what is spent in a period never exceeds the limit, however many calls are under way. A call counts in the period in
/// which it is settled; a reservation is carried over into the next period, so the promise holds there as well.
public struct KeyBudget: Sendable, Hashable {
    /// Why an amount cannot be reserved.
    public enum Shortage: Error, Sendable, Hashable {
        /// It is more than the period has left, even if all that is under way cost nothing.
        case spent(left: Int64)
        /// It would fit, but calls under way have reserved what is left.
        case reserved(left: Int64)
    }

    /// What may be spent in a period; nil is unlimited.
    public private(set) var limit: Int64?
    public private(set) var period: BudgetPeriod
    /// What has been spent in the present period.
    public private(set) var spent: Int64 = 0
    /// What calls under way may cost at most.
    public private(set) var reserved: Int64 = 0
    /// When the present period began, in seconds since 1970.
    public private(set) var periodStart: Int64

    /// - Parameter wall: the time now, in seconds since 1970.
    public init(limit: Int64?, period: BudgetPeriod, wall: Int64) {
        self.limit = limit.map { max(0, $0) }
        self.period = period
        periodStart = period.start(of: wall)
    }

    /// Reserves an amount for a call.
    public mutating func reserve(_ amount: Int64, wall: Int64) throws(Shortage) {
        roll(to: wall)
        let amount = max(0, amount)
        if let limit {
            guard spent <= limit, amount <= limit - spent else { throw .spent(left: max(0, limit - spent)) }
            guard reserved <= limit - spent - amount else {
                throw .reserved(left: max(0, limit - spent - reserved))
            }
        }
        reserved = Self.sum(reserved, amount)
    }

    /// Gives a reservation back and counts what the call really cost.
    public mutating func settle(reserved amount: Int64, actual: Int64, wall: Int64) {
        roll(to: wall)
        release(amount)
        spent = Self.sum(spent, max(0, actual))
    }

    /// Gives a reservation back: the call cost nothing.
    public mutating func release(_ amount: Int64) { reserved = max(0, reserved - max(0, amount)) }

    /// What is left to be reserved now; nil if it is unlimited.
    public mutating func left(wall: Int64) -> Int64? {
        roll(to: wall)
        return limit.map { max(0, $0 - Self.sum(spent, reserved)) }
    }

    /// Takes up what was spent before the gateway was started, if that was in the present period.
    public mutating func restore(spent: Int64, periodStart: Int64, wall: Int64) {
        roll(to: wall)
        // A clock that has been set back does not give money back.
        guard period == .total || periodStart >= self.periodStart else { return }
        self.spent = max(0, spent)
        self.periodStart = max(self.periodStart, periodStart)
    }

    /// Changes limit and period; what is spent and reserved stays.
    public mutating func change(limit: Int64?, period: BudgetPeriod, wall: Int64) {
        roll(to: wall)
        self.limit = limit.map { max(0, $0) }
        guard period != self.period else { return }
        self.period = period
        periodStart = period.start(of: wall)
    }

    /// Begins the period that `wall` is in, if it is a later one: a clock that is set back changes nothing.
    private mutating func roll(to wall: Int64) {
        let start = period.start(of: wall)
        guard start > periodStart else { return }
        periodStart = start
        spent = 0
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isTooLarge) = left.addingReportingOverflow(right)
        return isTooLarge ? .max : sum
    }
}
