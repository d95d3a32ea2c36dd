// SPDX-License-Identifier: Apache-2.0

import Locking

/// One virtual key at work: what its holder may do, and what of it is taken now.
///
/// Safe to use from all event loops; everything is behind one lock, which is held for a few comparisons.
public final class KeyState: Sendable, Hashable {
    public static func == (left: KeyState, right: KeyState) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    /// What a key has used, as it is kept over restarts.
    public struct Spending: Sendable, Hashable {
        /// In nano-dollars, in the present period.
        public var cost: Int64 = 0
        /// In the present period.
        public var tokens: Int64 = 0
        /// When that period began, in seconds since 1970.
        public var periodStart: Int64 = 0
        /// In nano-dollars, ever.
        public var totalCost: Int64 = 0
        /// Ever.
        public var totalTokens: Int64 = 0
        /// When the key last let a request in, in seconds since 1970; zero is never.
        public var lastUsed: Int64 = 0

        public init() {}
    }

    private struct Guarded {
        var key: VirtualKey
        var money: KeyBudget
        var tokens: KeyBudget
        var requestMinute: MinuteWindow?
        var tokenMinute: MinuteWindow?
        var underWay = 0
        var totalCost: Int64 = 0
        var totalTokens: Int64 = 0
        var lastUsed: Int64 = 0
        /// Whether what was settled waits to be written down.
        var isMarked = false
    }

    /// The name of the key that stays when the key is replaced.
    public let id: String
    private let guarded: Locked<Guarded>

    /// - Parameter wall: the time now, in seconds since 1970.
    public init(_ key: VirtualKey, wall: Int64, spending: Spending = Spending()) {
        id = key.id
        var money = KeyBudget(limit: key.budget, period: key.period, wall: wall)
        money.restore(spent: spending.cost, periodStart: spending.periodStart, wall: wall)
        var tokens = KeyBudget(limit: key.tokenBudget, period: key.period, wall: wall)
        tokens.restore(spent: spending.tokens, periodStart: spending.periodStart, wall: wall)
        var start = Guarded(key: key, money: money, tokens: tokens)
        start.requestMinute = key.requestsPerMinute.map { MinuteWindow(limit: $0) }
        start.tokenMinute = key.tokensPerMinute.map { MinuteWindow(limit: $0) }
        start.totalCost = spending.totalCost
        start.totalTokens = spending.totalTokens
        start.lastUsed = spending.lastUsed
        guarded = Locked(start)
    }

    /// What the holder may do, now.
    public var key: VirtualKey { guarded.withLock { $0.key } }
    /// Whom or what the key is for, now.
    public var name: String { guarded.withLock { $0.key.name } }

    // MARK: A request

    /// Lets a request in, or tells why not; who is let in takes a place until ``leave()``.
    ///
    /// - Parameter route: what is asked for; nil for what costs nothing, which every key in force may do.
    public func admit(_ route: KeyRoute?, at now: GateTime) throws(KeyRefusal) {
        try guarded.withLock { (state) throws(KeyRefusal) in
            // Field by field: a copy of the whole key would cost more than all that is compared.
            if state.key.revoked != nil { throw .revoked }
            if let expires = state.key.expires, now.wall >= expires { throw .expired }
            if state.key.isBlocked { throw .blocked }
            if let route, !state.key.routes.isEmpty, !state.key.routes.contains(route) {
                throw .route(allowed: state.key.routes)
            }
            // The place is looked at first: a request that finds none shall not use up the minute.
            if let most = state.key.concurrent, state.underWay >= most { throw .concurrency(limit: most) }
            switch state.requestMinute?.take(1, now: now.steady) {
            case .wait(let milliseconds):
                throw .requestRate(limit: state.key.requestsPerMinute ?? 0, milliseconds: milliseconds)
            case .never: throw .requestRate(limit: state.key.requestsPerMinute ?? 0, milliseconds: 60_000)
            case .taken, nil: break
            }
            state.underWay += 1
            state.lastUsed = max(state.lastUsed, now.wall)
        }
    }

    /// A request that was let in has ended.
    public func leave() { guarded.withLock { $0.underWay = max(0, $0.underWay - 1) } }

    /// Whether a request must be read before it can be answered, since its model decides.
    public var looksAtModels: Bool { guarded.withLock { !$0.key.models.allowsAll } }

    /// Refuses a model that the key was not made for.
    public func check(model: String?, resolved: String?) throws(KeyRefusal) {
        let rule = guarded.withLock { $0.key.models }
        guard rule.allows(model, resolved: resolved) else { throw .model(model ?? resolved) }
    }

    /// Whether the worst case of a call must be known, and whether its price must be.
    public var metering: (isMetered: Bool, inMoney: Bool) {
        guarded.withLock { ($0.key.isMetered, $0.key.budget != nil) }
    }

    // MARK: A call to a provider

    /// Reserves the worst case of a call.
    ///
    /// - Parameter demand: at most what the call can take; its price must be known if the key has a budget in money.
    public func reserve(_ demand: CallDemand, at now: GateTime) throws(KeyRefusal) -> KeyReservation {
        try guarded.withLock { (state) throws(KeyRefusal) in
            let cost = demand.cost ?? 0
            do throws(KeyBudget.Shortage) { try state.money.reserve(cost, wall: now.wall) } catch {
                throw Self.refusal(error, .money, state.money, needed: cost, wall: now.wall)
            }
            do throws(KeyBudget.Shortage) { try state.tokens.reserve(demand.tokens, wall: now.wall) } catch {
                state.money.release(cost)
                throw Self.refusal(error, .tokens, state.tokens, needed: demand.tokens, wall: now.wall)
            }
            let outcome = state.tokenMinute?.take(demand.tokens, now: now.steady)
            if let outcome, outcome != .taken {
                state.money.release(cost)
                state.tokens.release(demand.tokens)
                var milliseconds: Int64?
                if case .wait(let time) = outcome { milliseconds = time }
                throw .tokenRate(
                    limit: state.key.tokensPerMinute ?? 0, needed: demand.tokens, milliseconds: milliseconds)
            }
            return KeyReservation(cost: cost, tokens: demand.tokens, taken: now.steady)
        }
    }

    /// Gives a reservation back and counts what the call really took.
    public func settle(_ reservation: KeyReservation, actual: CallDemand, at now: GateTime) {
        guarded.withLock { state in
            let cost = actual.cost ?? 0
            state.money.settle(reserved: reservation.cost, actual: cost, wall: now.wall)
            state.tokens.settle(reserved: reservation.tokens, actual: actual.tokens, wall: now.wall)
            state.tokenMinute?.correct(
                reservation.tokens, to: actual.tokens, taken: reservation.taken, now: now.steady)
            state.totalCost = Self.sum(state.totalCost, cost)
            state.totalTokens = Self.sum(state.totalTokens, actual.tokens)
        }
    }

    /// Gives a reservation back: the call was not made, or took nothing.
    public func release(_ reservation: KeyReservation, at now: GateTime) {
        guarded.withLock { state in
            state.money.release(reservation.cost)
            state.tokens.release(reservation.tokens)
            state.tokenMinute?.correct(reservation.tokens, to: 0, taken: reservation.taken, now: now.steady)
        }
    }

    // MARK: Keeping

    /// What the key has used.
    public func spending(wall: Int64) -> Spending { guarded.withLock { Self.spending(&$0, wall) } }

    /// Notes that what was used is to be written down; false if it waits for that already.
    public func markForWriting() -> Bool {
        guarded.withLock { state in
            defer { state.isMarked = true }
            return !state.isMarked
        }
    }

    /// What the key has used, to be written down now: what comes later must be marked again.
    public func spendingForWriting(wall: Int64) -> Spending {
        guarded.withLock { state in
            state.isMarked = false
            return Self.spending(&state, wall)
        }
    }

    /// What calls under way have reserved, and how many requests are under way.
    public var underWay: (cost: Int64, tokens: Int64, requests: Int) {
        guarded.withLock { ($0.money.reserved, $0.tokens.reserved, $0.underWay) }
    }

    /// Changes what the holder may do; what was used and reserved stays.
    public func change(to key: VirtualKey, wall: Int64) {
        guarded.withLock { state in
            state.key = key
            state.money.change(limit: key.budget, period: key.period, wall: wall)
            state.tokens.change(limit: key.tokenBudget, period: key.period, wall: wall)
            state.requestMinute = Self.changed(state.requestMinute, limit: key.requestsPerMinute)
            state.tokenMinute = Self.changed(state.tokenMinute, limit: key.tokensPerMinute)
        }
    }

    private static func changed(_ window: MinuteWindow?, limit: Int64?) -> MinuteWindow? {
        guard let limit else { return nil }
        guard var window else { return MinuteWindow(limit: limit) }
        window.change(limit: limit)
        return window
    }

    private static func spending(_ state: inout Guarded, _ wall: Int64) -> Spending {
        // Asking what is left begins the period that `wall` is in.
        _ = state.money.left(wall: wall)
        _ = state.tokens.left(wall: wall)
        var spending = Spending()
        spending.cost = state.money.spent
        spending.tokens = state.tokens.spent
        spending.periodStart = state.money.periodStart
        spending.totalCost = state.totalCost
        spending.totalTokens = state.totalTokens
        spending.lastUsed = state.lastUsed
        return spending
    }

    private static func refusal(
        _ shortage: KeyBudget.Shortage, _ unit: KeyRefusal.Unit, _ budget: KeyBudget, needed: Int64, wall: Int64
    ) -> KeyRefusal {
        switch shortage {
        case .spent(let left):
            .budget(
                unit: unit, limit: budget.limit ?? 0, left: left, needed: needed, until: budget.period.end(of: wall))
        case .reserved(let left): .budgetReserved(unit: unit, left: left, needed: needed)
        }
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isTooLarge) = left.addingReportingOverflow(max(0, right))
        return isTooLarge ? .max : sum
    }
}
