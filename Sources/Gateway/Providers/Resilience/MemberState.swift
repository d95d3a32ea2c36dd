// SPDX-License-Identifier: Apache-2.0

/// All that changes of one provider: its keys, breakers, health, load and queue.
struct MemberState: Sendable {
    typealias Wake = @Sendable () -> Void

    let plan: MemberPlan
    let quotaRest: Int64
    var ring: KeyRing
    var breakers: BreakerTable
    var health = HealthRecord()
    var limit: ConcurrencyLimit
    var queue: FairQueue<Wake>
    /// Places that are kept for those who were woken, and until when.
    private var granted: [Int: Int64] = [:]

    init(_ plan: MemberPlan, _ policy: ResiliencePolicy) {
        self.plan = plan
        quotaRest = policy.quotaRest
        ring = KeyRing(keys: plan.keys, strategy: plan.strategy, rejectedRest: policy.rejectedRest)
        breakers = BreakerTable(limits: policy.breaker)
        limit = ConcurrencyLimit(maximum: plan.maxConcurrent)
        queue = FairQueue(capacity: policy.waiting)
    }

    // MARK: Requests

    /// Takes nothing, neither a key's turn nor a probe's place, unless it takes all.
    mutating func admit(_ request: Admittance) -> Result<Lease, Refusal> {
        let now = request.now
        let isHeld = takeGrant(request.ticket, now)
        let breaker = breakers.place(of: request.model)
        let refusedUntil = breakers.refusal(breaker, now: now)
        if let refusedUntil, !request.isOnly { return .failure(.breakerOpen(until: refusedUntil)) }
        if !isHeld {
            // Who comes now does not overtake those who wait.
            guard queue.isEmpty, limit.hasRoom(held: granted.count) else { return .failure(.full) }
        }
        var key: Int?
        if request.needsKey, ring.count > 0 {
            key =
                request.isLastResort
                ? ring.acquireAnyway(
                    avoiding: request.avoided, preferring: request.preferred, evenIfKnown: request.isOnly, now: now)
                : ring.acquire(avoiding: request.avoided, preferring: request.preferred, now: now)
            if key == nil {
                return .failure(.keysResting(until: ring.nextAvailable(avoiding: request.avoided, now: now)))
            }
        }
        // A request that goes although the breaker is open decides on it too.
        let isProbe = breakers.admit(breaker, now: now) != .pass
        limit.enter()
        return .success(
            Lease(
                member: request.member, key: key, model: request.model, isProbe: isProbe, began: now, breaker: breaker))
    }

    /// An answer has begun well. What the breaker waits for is known then, though the answer may take its time.
    mutating func began(_ lease: Lease, now: Int64) {
        breakers.settle(lease.breaker, isFailure: false, began: lease.began, isProbe: lease.isProbe, now: now)
    }

    mutating func settle(_ lease: Lease, _ outcome: Outcome, now: Int64) {
        switch outcome {
        case .answered(let firstByte):
            limit.leave(.success, began: lease.began, now: now)
            health.answered(firstByte: firstByte, now: now)
            breakers.settle(lease.breaker, isFailure: false, began: lease.began, isProbe: lease.isProbe, now: now)
            if let key = lease.key { ring.accept(key, began: lease.began) }
        case .failed(let failure, let restUntil, let word):
            limit.leave(failure.asksForLess ? .overload : .neutral, began: lease.began, now: now)
            health.failed(failure, word: word, now: now)
            breakers.settle(
                lease.breaker, isFailure: failure.countsAgainstProvider, began: lease.began, isProbe: lease.isProbe,
                now: now)
            if let key = lease.key { punish(key, failure, restUntil, now) }
        case .abandoned:
            limit.leave(.neutral, began: lease.began, now: now)
            health.abandoned()
        }
    }

    private mutating func punish(_ key: Int, _ failure: FailureClass, _ restUntil: Int64?, _ now: Int64) {
        switch failure {
        case .rateLimited:
            let end = min(restUntil ?? now + plan.cooldown, now + RateLimitReset.longest)
            ring.rest(key, until: end, isKnown: restUntil != nil, now: now)
        case .quotaExhausted:
            // Whoever pays in the meantime is served again as soon as there is nothing else to try.
            let rest = max(plan.cooldown, quotaRest)
            ring.rest(key, until: min(max(restUntil ?? 0, now + rest), now + RateLimitReset.longest), now: now)
        case .keyRejected: ring.reject(key, now: now)
        default: break
        }
    }

    // MARK: Waiting

    /// Keeps the free places for those who wait longest, and gives what wakes them.
    mutating func wakeWaiters(now: Int64) -> [Wake] {
        guard !queue.isEmpty else { return [] }
        dropLateGrants(now)
        var wakes: [Wake] = []
        while limit.inFlight + granted.count < limit.allowed, let entry = queue.pop(now: now) {
            granted[entry.ticket] = entry.deadline
            wakes.append(entry.payload)
        }
        return wakes
    }

    mutating func leaveQueue(_ ticket: Int) {
        if !queue.remove(ticket) { granted[ticket] = nil }
    }

    private mutating func takeGrant(_ ticket: Int?, _ now: Int64) -> Bool {
        dropLateGrants(now)
        guard let ticket else { return false }
        queue.remove(ticket)
        return granted.removeValue(forKey: ticket) != nil
    }

    /// Nobody's place is lost when somebody who was woken never comes.
    private mutating func dropLateGrants(_ now: Int64) {
        guard !granted.isEmpty else { return }
        granted = granted.filter { $0.value > now }
    }

    // MARK: Reports

    func report(now: Int64) -> MemberReport {
        MemberReport(
            id: plan.id, status: health.status(now: now), requests: health.requests, errors: health.errors,
            lastSuccessAge: health.lastSuccess.map { now - $0 }, lastErrorAge: health.lastError.map { now - $0 },
            lastErrorClass: health.lastErrorClass, lastErrorWord: health.lastErrorWord, firstByte: health.firstByte,
            errorShare: health.errorShare(now: now), breakers: breakers.reports(now: now),
            keys: ring.reports(now: now), inFlight: limit.inFlight, limit: limit.limit, waiting: queue.count)
    }
}
