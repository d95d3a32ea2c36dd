// SPDX-License-Identifier: Apache-2.0

import Locking
import Providers
import Testing

@Suite("States of providers")
struct ProviderStatesTests {
    /// How many leases were out at once.
    private final class Peak: Sendable {
        private let counts = Locked((now: 0, most: 0))

        func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { counts.withLock { $0.now -= 1 } }
        var most: Int { counts.withLock { $0.most } }
    }

    /// Who was woken, in that order.
    private final class Woken: Sendable {
        private let names = Locked<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }

    private func states(
        _ count: Int, keys: Int = 0, maxConcurrent: Int = 100, policy: ResiliencePolicy = ResiliencePolicy()
    ) -> ProviderStates {
        ProviderStates(
            members: (0..<count).map { member in
                MemberPlan(
                    id: "p\(member)", keys: (0..<keys).map { KeyRing.Key(label: "k\($0)", priority: $0) },
                    cooldown: 1000, maxConcurrent: maxConcurrent)
            }, policy: policy)
    }

    private func ask(_ states: ProviderStates, _ member: Int = 0, now: Int64, session: UInt64? = nil) throws -> Lease {
        try states.admit(member, model: "m", session: session, now: now).get()
    }

    private func refusal(_ result: Result<Lease, Refusal>) -> Refusal? {
        if case .failure(let refusal) = result { return refusal }
        return nil
    }

    private func breakIt(_ states: ProviderStates, _ member: Int = 0, now: Int64 = 0) throws {
        for _ in 0..<5 {
            states.settle(try ask(states, member, now: now), .failed(.serverError), session: nil, now: now)
        }
    }

    @Test("the order is as given; an open breaker puts a member last until its interval is over")
    func order() throws {
        let states = states(3)
        func order(_ now: Int64) -> [Int] { states.order([0, 1, 2], model: { _ in "m" }, session: nil, now: now) }
        #expect(order(0) == [0, 1, 2])
        try breakIt(states)
        #expect(order(1) == [1, 2, 0])
        #expect(states.order([0, 1], model: { _ in "other" }, session: nil, now: 1) == [0, 1])
        #expect(states.order([0], model: { _ in "m" }, session: nil, now: 1) == [0])
        #expect(order(10_000) == [0, 1, 2])
        let probe = try ask(states, now: 10_000)
        #expect(probe.isProbe)
        #expect(order(10_001) == [1, 2, 0])
        states.settle(probe, .answered(firstByte: 1), session: nil, now: 10_002)
        #expect(order(10_003) == [0, 1, 2])
    }

    @Test("a session's own member comes first while it is warm, unless its breaker is open")
    func sticky() throws {
        let states = states(3)
        func order(_ session: UInt64?, _ now: Int64) -> [Int] {
            states.order([0, 1, 2], model: { _ in "m" }, session: session, now: now)
        }
        states.settle(try ask(states, 2, now: 0), .answered(firstByte: 1), session: 7, now: 0)
        #expect(order(7, 1) == [2, 0, 1] && order(8, 1) == [0, 1, 2] && order(nil, 1) == [0, 1, 2])
        #expect(states.order([0, 1], model: { _ in "m" }, session: 7, now: 1) == [0, 1])
        #expect(order(7, 300_000) == [0, 1, 2])
        states.settle(try ask(states, 2, now: 0), .answered(firstByte: 1), session: 7, now: 300_000)
        try breakIt(states, 2, now: 300_000)
        #expect(order(7, 300_001) == [0, 1, 2])
    }

    @Test("a session keeps its key")
    func stickyKey() throws {
        let states = states(1, keys: 3)
        let first = try ask(states, now: 0, session: 7)
        #expect(first.key == 0)
        states.settle(first, .answered(firstByte: 1), session: 7, now: 0)
        #expect(try ask(states, now: 1, session: 7).key == 0)
        #expect(try ask(states, now: 1).key == 1)
    }

    @Test("an open breaker refuses, except for the only member of a chain, whose success closes it")
    func only() throws {
        let states = states(1)
        try breakIt(states)
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 1)) == .breakerOpen(until: 10_000))
        #expect(
            refusal(states.admit(0, model: "m", session: nil, isLastResort: true, now: 1))
                == .breakerOpen(until: 10_000))
        #expect(refusal(states.admit(0, model: "other", session: nil, now: 1)) == nil)
        let lease = try states.admit(0, model: "m", session: nil, isLastResort: true, isOnly: true, now: 1).get()
        #expect(lease.isProbe)
        states.settle(lease, .answered(firstByte: 1), session: nil, now: 2)
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 3)) == nil)
    }

    @Test("a rate limit lets the key rest until the provider's time, or for the cooldown")
    func rateLimits() throws {
        let states = states(1, keys: 2)
        states.settle(try ask(states, now: 0), .failed(.rateLimited, restUntil: 300), session: nil, now: 0)
        states.settle(try ask(states, now: 0), .failed(.rateLimited), session: nil, now: 0)
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 1)) == .keysResting(until: 300))
        func key(avoiding keys: [Int], isLastResort: Bool, now: Int64) throws -> Int? {
            let result = states.admit(
                0, model: "m", session: nil, avoiding: keys, isLastResort: isLastResort, now: now)
            // Its place is free again, since a rate limit leaves few.
            let lease = try result.get()
            states.settle(lease, .abandoned, session: nil, now: now)
            return lease.key
        }
        // The second one's end was only assumed.
        #expect(try key(avoiding: [], isLastResort: true, now: 1) == 1)
        #expect(throws: Refusal.keysResting(until: 300)) { try key(avoiding: [1], isLastResort: true, now: 1) }
        #expect(throws: Refusal.keysResting(until: nil)) { try key(avoiding: [0, 1], isLastResort: false, now: 1) }
        #expect(!states.hasKey(0, avoiding: [], now: 299) && states.hasKey(0, avoiding: [], now: 300))
        #expect(try key(avoiding: [], isLastResort: false, now: 300) == 0)
        #expect(throws: Refusal.keysResting(until: 1000)) { try key(avoiding: [0], isLastResort: false, now: 999) }
        #expect(try key(avoiding: [0], isLastResort: false, now: 1000) == 1)
    }

    @Test("an empty account rests for ten minutes, a rejected key too, and neither blames the provider")
    func keys() throws {
        let states = states(1, keys: 2)
        states.settle(try ask(states, now: 0), .failed(.quotaExhausted, restUntil: 5), session: nil, now: 0)
        states.settle(try ask(states, now: 0), .failed(.keyRejected), session: nil, now: 0)
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 599_999)) == .keysResting(until: 600_000))
        let report = states.reports(now: 1)[0]
        #expect(report.requests == 2 && report.limit == nil)
        #expect(report.keys.map(\.isRejected) == [false, true] && report.keys[0].rateLimits == 1)
        #expect(report.breakers.map(\.state) == [.closed])
    }

    @Test("a request that needs no key gets none, and a ring without keys has none to give")
    func keyless() throws {
        #expect(try states(1, keys: 2).admit(0, model: "m", session: nil, needsKey: false, now: 0).get().key == nil)
        #expect(try states(1).admit(0, model: "m", session: nil, needsKey: true, now: 0).get().key == nil)
    }

    @Test("a refusal uses up neither a key's turn nor the probe's place")
    func refusals() throws {
        let states = states(1, keys: 1, maxConcurrent: 1)
        for _ in 0..<5 { states.settle(try ask(states, now: 0), .failed(.cut), session: nil, now: 0) }
        #expect(refusal(states.admit(0, model: "m", session: nil, avoiding: [0], now: 10_000)) != nil)
        let probe = try ask(states, now: 10_000)
        #expect(probe.isProbe)
        #expect(states.reports(now: 0)[0].keys[0].requests == 6)
    }

    @Test("who waits is woken when a place is free, holds it, and is not overtaken")
    func waiting() throws {
        let states = states(1, maxConcurrent: 1)
        let woken = Woken()
        let lease = try ask(states, now: 0)
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 0)) == .full)
        func wait(_ name: String, _ principal: UInt64) -> Int? {
            states.wait(0, principal: principal, deadline: 100, now: 0) { woken.add(name) }
        }
        let first = wait("a", 1)
        let second = wait("b", 2)
        #expect(woken.all == [] && states.reports(now: 0)[0].waiting == 2)
        states.settle(lease, .answered(firstByte: 1), session: nil, now: 1)
        #expect(woken.all == ["a"])
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 1)) == .full)
        let next = try states.admit(0, model: "m", session: nil, ticket: first, now: 2).get()
        states.settle(next, .abandoned, session: nil, now: 3)
        #expect(woken.all == ["a", "b"])
        states.leave(second ?? -1, of: 0, now: 4)
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 5)) == nil)
    }

    @Test("a place that was kept goes on when its holder is late, leaves or is refused")
    func handedOn() throws {
        let states = states(1, keys: 1, maxConcurrent: 1)
        let woken = Woken()
        let lease = try ask(states, now: 0)
        let tickets = (0..<4).map { number in
            states.wait(0, principal: nil, deadline: number == 0 ? 10 : 100, now: 0) {
                woken.add("\(number)")
            } ?? -1
        }
        states.settle(lease, .answered(firstByte: 1), session: nil, now: 1)
        #expect(woken.all == ["0"])
        // The first never comes; whoever asks next finds that out.
        #expect(refusal(states.admit(0, model: "m", session: nil, now: 10)) == .full)
        #expect(woken.all == ["0", "1"])
        states.leave(tickets[1], of: 0, now: 11)
        #expect(woken.all == ["0", "1", "2"])
        let result = states.admit(0, model: "m", session: nil, avoiding: [0], ticket: tickets[2], now: 12)
        #expect(refusal(result) == .keysResting(until: nil))
        #expect(woken.all == ["0", "1", "2", "3"])
        #expect(try states.admit(0, model: "m", session: nil, ticket: tickets[3], now: 13).get().key == 0)
    }

    @Test("a place that became free before the wait began wakes at once; a full queue takes nobody")
    func waitTooLate() throws {
        let states = states(1, maxConcurrent: 1, policy: ResiliencePolicy(waiting: 1))
        let woken = Woken()
        let ticket = states.wait(0, principal: nil, deadline: 9, now: 0) { woken.add("x") }
        #expect(woken.all == ["x"])
        _ = try states.admit(0, model: "m", session: nil, ticket: ticket, now: 0).get()
        #expect(states.wait(0, principal: nil, deadline: 9, now: 0) {} != nil)
        #expect(states.wait(0, principal: nil, deadline: 9, now: 0) {} == nil)
    }

    @Test("more than 64 models share one breaker")
    func manyModels() throws {
        let states = states(1)
        func fail(_ model: String) throws {
            let lease = try states.admit(0, model: model, session: nil, now: 0).get()
            states.settle(lease, .failed(.unreachable, word: "refused"), session: nil, now: 0)
        }
        for number in 0..<64 { try fail("m\(number)") }
        for number in 64..<69 { try fail("m\(number)") }
        #expect(refusal(states.admit(0, model: "m999", session: nil, now: 1)) == .breakerOpen(until: 10_000))
        #expect(refusal(states.admit(0, model: "m3", session: nil, now: 1)) == nil)
        let report = states.reports(now: 1)[0]
        #expect(report.breakers.count == 65 && report.breakers[64].model == nil)
        #expect(report.breakers[64].refusesFor == 9999)
        #expect(report.status == .failing && report.errors == 69 && report.lastErrorWord == "refused")
        #expect(report.lastErrorAge == 1 && report.lastSuccessAge == nil && report.inFlight == 1)
    }

    @Test("from many threads no lease is lost, and no more are out than may be")
    func threads() async {
        let states = states(1, keys: 2, maxConcurrent: 3)
        let peak = Peak()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for step in 0..<5000 {
                        let now = Int64(step)
                        guard case .success(let lease) = states.admit(0, model: "m", session: nil, now: now) else {
                            continue
                        }
                        peak.enter()
                        let outcome: Outcome = (step + task).isMultiple(of: 7) ? .abandoned : .answered(firstByte: 1)
                        peak.leave()
                        states.settle(lease, outcome, session: UInt64(task), now: now)
                    }
                }
            }
        }
        let report = states.reports(now: 5000)[0]
        #expect(report.inFlight == 0 && peak.most <= 3)
        #expect(report.requests == report.keys.reduce(0) { $0 + $1.requests })
    }
}
