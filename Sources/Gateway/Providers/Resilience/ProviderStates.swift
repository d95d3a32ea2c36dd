// SPDX-License-Identifier: Apache-2.0

import Locking
import Synchronization

/// The state of all providers, for all event loops: who may be asked now, with which key, and what came of it.
///
/// One short lock a provider. Times are milliseconds of one monotonic clock. Members are known by their places in
/// the plans; a place that no plan has is a programming error.
public final class ProviderStates: Sendable {
    private final class Member: Sendable {
        let state: Locked<MemberState>
        /// Read before the lock is taken, which is then not needed as long as all goes well.
        let hasOpenBreaker = Atomic(false)
        let takesTurns: Bool

        init(_ plan: MemberPlan, _ policy: ResiliencePolicy) {
            state = Locked(MemberState(plan, policy))
            takesTurns = plan.keys.count > 1 && plan.strategy == .roundRobin
        }
    }

    private let members: [Member]
    private let sessions: Locked<SessionAffinity>
    /// Where there is nothing to choose from, no session needs to be remembered.
    private let remembersSessions: Bool

    public init(members: [MemberPlan], policy: ResiliencePolicy = ResiliencePolicy()) {
        self.members = members.map { Member($0, policy) }
        sessions = Locked(SessionAffinity(capacity: policy.sessions, lifetime: policy.sessionLifetime))
        remembersSessions = members.count > 1 || members.contains { $0.keys.count > 1 }
    }

    // MARK: Choosing

    /// The members in the order in which to ask them: the session's own first, those whose breaker is open last.
    ///
    /// - Parameter model: the model that a member would be asked for.
    public func order(_ members: [Int], model: (Int) -> String, session: UInt64?, now: Int64) -> [Int] {
        guard members.count > 1 else { return members }
        let home = session.flatMap { session in sessions.withLock { $0.home(of: session, now: now) } }?.member
        var open: [Int] = []
        for member in members where self.members[member].hasOpenBreaker.load(ordering: .relaxed) {
            let model = model(member)
            if self.members[member].state.withLock({ $0.breakers.refusal(of: model, now: now) }) != nil {
                open.append(member)
            }
        }
        let isHomeless = home == nil || home == members.first || !members.contains(home ?? -1)
        guard !open.isEmpty || !isHomeless else { return members }
        var order: [Int] = []
        order.reserveCapacity(members.count)
        if let home, members.contains(home), !open.contains(home) { order.append(home) }
        let first = order.first
        for member in members where member != first && !open.contains(member) { order.append(member) }
        return order + open
    }

    /// Whether the member has a key that may be used and is not avoided.
    public func hasKey(_ member: Int, avoiding keys: [Int], now: Int64) -> Bool {
        members[member].state.withLock { $0.ring.hasAvailable(avoiding: keys, now: now) }
    }

    // MARK: Asking

    /// Gives the right to ask a member, or says why not.
    ///
    /// - Parameters:
    ///   - keys: the keys that this request has tried in vain.
    ///   - isLastResort: no other member is left. Keys that rest are used then, if the provider did not say until when.
    ///   - isOnly: the chain never had another member. Then the breaker does not refuse.
    ///   - needsKey: whether a key of the ring is wanted; a ring without keys gives none to anybody.
    ///   - ticket: that of a request that waited, which is spent in any case.
    public func admit(
        _ member: Int, model: String, session: UInt64?, avoiding keys: [Int] = [], isLastResort: Bool = false,
        isOnly: Bool = false, needsKey: Bool = true, ticket: Int? = nil, now: Int64
    ) -> Result<Lease, Refusal> {
        var preferred: Int?
        if let session, needsKey, members[member].takesTurns,
            let home = sessions.withLock({ $0.home(of: session, now: now) }), home.member == member
        {
            preferred = home.key
        }
        let request = Admittance(
            member: member, model: model, avoided: keys, preferred: preferred, isLastResort: isLastResort,
            isOnly: isOnly, needsKey: needsKey, ticket: ticket, now: now)
        let (result, wakes) = members[member].state.withLock { state in
            let result = state.admit(request)
            // A place that was kept and is not taken is somebody else's.
            if case .success = result { return (result, [MemberState.Wake]()) }
            return (result, state.wakeWaiters(now: now))
        }
        for wake in wakes { wake() }
        return result
    }

    /// Tells that an answer has begun well, before it has ended. Only a breaker that waits for it hears of it.
    public func began(_ lease: Lease, now: Int64) {
        guard lease.isProbe else { return }
        let member = members[lease.member]
        member.state.withLock { state in
            state.began(lease, now: now)
            member.hasOpenBreaker.store(state.breakers.openCount > 0, ordering: .relaxed)
        }
    }

    /// Takes a lease back. Every lease is settled exactly once, when the answer has ended.
    public func settle(_ lease: Lease, _ outcome: Outcome, session: UInt64?, now: Int64) {
        let member = members[lease.member]
        let wakes = member.state.withLock { state in
            let before = state.breakers.openCount
            state.settle(lease, outcome, now: now)
            let after = state.breakers.openCount
            if before != after { member.hasOpenBreaker.store(after > 0, ordering: .relaxed) }
            return state.wakeWaiters(now: now)
        }
        if let session, remembersSessions, case .answered = outcome {
            let home = SessionAffinity.Home(member: lease.member, key: lease.key)
            sessions.withLock { $0.keep(home, for: session, now: now) }
        }
        for wake in wakes { wake() }
    }

    // MARK: Waiting

    /// Waits for a place at a member that is full; nil if as many wait as may.
    ///
    /// Who is woken holds a place until its deadline, and asks for admission with its ticket or leaves. Nobody is
    /// woken whose deadline is over.
    ///
    /// - Parameter wake: called at most once, on any thread, and perhaps before this returns.
    public func wait(
        _ member: Int, principal: UInt64?, deadline: Int64, now: Int64, wake: @escaping @Sendable () -> Void
    ) -> Int? {
        let (ticket, wakes) = members[member].state.withLock { state in
            var ticket = state.queue.push(principal: principal, deadline: deadline, payload: wake)
            var wakes = state.wakeWaiters(now: now)
            if ticket == nil {
                // Those who were late may have made room.
                ticket = state.queue.push(principal: principal, deadline: deadline, payload: wake)
                if ticket != nil { wakes += state.wakeWaiters(now: now) }
            }
            return (ticket, wakes)
        }
        for wake in wakes { wake() }
        return ticket
    }

    /// Gives a ticket up, woken or not.
    public func leave(_ ticket: Int, of member: Int, now: Int64) {
        let wakes = members[member].state.withLock { state in
            state.leaveQueue(ticket)
            return state.wakeWaiters(now: now)
        }
        for wake in wakes { wake() }
    }

    // MARK: Reports

    /// Tells what a look at a provider without a request of anybody's showed; nil is that it is there.
    public func pinged(_ member: Int, _ failure: FailureClass?, now: Int64) {
        members[member].state.withLock { $0.health.pinged(failure, now: now) }
    }

    /// All members as they stand, in the order of their plans.
    public func reports(now: Int64) -> [MemberReport] {
        members.map { member in member.state.withLock { $0.report(now: now) } }
    }
}
