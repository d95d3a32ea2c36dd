// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import SeededNumbers
import Testing

@Suite("Virtual keys at work")
struct KeyStateTests {
    private static func key(_ change: (inout VirtualKey) -> Void = { _ in }) -> VirtualKey {
        var key = VirtualKey(
            id: "key-1", digest: Fingerprint(words: [1, 2, 3, 4]), hint: "sk-...abcd", name: "alice", created: 0)
        change(&key)
        return key
    }

    private static func at(_ seconds: Int64) -> GateTime { GateTime(steady: seconds * 1000, wall: seconds) }

    private func refusal(_ body: () throws(KeyRefusal) -> Void) -> KeyRefusal? {
        do throws(KeyRefusal) {
            try body()
            return nil
        } catch { return error }
    }

    @Test("a key in force lets its holder in; an expired, revoked or blocked one says which it is")
    func force() {
        let state = KeyState(Self.key { $0.expires = 100 }, wall: 0)
        #expect(refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(99)) } == nil)
        #expect(refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(100)) } == .expired)
        state.change(to: Self.key { $0.isBlocked = true }, wall: 0)
        #expect(refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(1)) } == .blocked)
        state.change(to: Self.key { $0.revoked = 5 }, wall: 0)
        #expect(refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(1)) } == .revoked)
    }

    @Test("routes and models are those that the key was made for")
    func scope() {
        let state = KeyState(
            Self.key {
                $0.routes = [.messages]
                $0.models = ModelRule(["claude-*", "fast"])
            }, wall: 0)
        #expect(
            refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(1)) } == .route(allowed: [.messages]))
        #expect(refusal { () throws(KeyRefusal) in try state.admit(.messages, at: Self.at(1)) } == nil)
        #expect(state.looksAtModels)
        for (name, resolved, isAllowed) in [
            ("claude-sonnet-4", "claude-sonnet-4", true), ("fast", "gpt-4o-mini", true),
            ("cheap", "claude-haiku-4-5", true), ("gpt-4o", "gpt-4o", false), ("Claude-sonnet-4", nil, false),
            ("xclaude-1", "xclaude-1", false), (nil, nil, false), (nil, "claude-x", true),
        ] as [(String?, String?, Bool)] {
            let outcome = refusal { () throws(KeyRefusal) in try state.check(model: name, resolved: resolved) }
            #expect((outcome == nil) == isAllowed, "\(name ?? "none")")
        }
    }

    @Test("places are taken and given back, and a request without one does not use up the minute")
    func concurrency() throws {
        let state = KeyState(
            Self.key {
                $0.concurrent = 2
                $0.requestsPerMinute = 3
            }, wall: 0)
        try state.admit(.chat, at: Self.at(1))
        try state.admit(.chat, at: Self.at(1))
        for _ in 0..<5 {
            #expect(
                refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(1)) } == .concurrency(limit: 2))
        }
        state.leave()
        try state.admit(.chat, at: Self.at(1))
        state.leave()
        let last = refusal { () throws(KeyRefusal) in try state.admit(.chat, at: Self.at(2)) }
        #expect(last == .requestRate(limit: 3, milliseconds: 60_000))
        #expect(last?.error.retryAfter == 60)
    }

    @Test("a refused reservation takes nothing of any budget")
    func refusedReservation() throws {
        let state = KeyState(
            Self.key {
                $0.budget = 100
                $0.tokenBudget = 1_000
                $0.tokensPerMinute = 500
            }, wall: 0)
        let first = try state.reserve(CallDemand(tokens: 400, cost: 60), at: Self.at(1))
        #expect(
            refusal { () throws(KeyRefusal) in _ = try state.reserve(CallDemand(tokens: 1, cost: 50), at: Self.at(1)) }
                == .budgetReserved(unit: .money, left: 40, needed: 50))
        #expect(
            refusal { () throws(KeyRefusal) in _ = try state.reserve(CallDemand(tokens: 1, cost: 101), at: Self.at(1)) }
                == .budget(unit: .money, limit: 100, left: 100, needed: 101, until: nil))
        #expect(
            refusal { () throws(KeyRefusal) in _ = try state.reserve(CallDemand(tokens: 700, cost: 1), at: Self.at(1)) }
                == .budgetReserved(unit: .tokens, left: 600, needed: 700))
        #expect(
            refusal { () throws(KeyRefusal) in _ = try state.reserve(CallDemand(tokens: 200, cost: 1), at: Self.at(1)) }
                == .tokenRate(limit: 500, needed: 200, milliseconds: 61_000))
        #expect(state.underWay.cost == 60 && state.underWay.tokens == 400)
        state.settle(first, actual: CallDemand(tokens: 100, cost: 10), at: Self.at(2))
        #expect(state.underWay.cost == 0 && state.underWay.tokens == 0)
        // The minute counts what was used, not what was feared.
        let second = try state.reserve(CallDemand(tokens: 400, cost: 90), at: Self.at(3))
        state.release(second, at: Self.at(3))
        let spending = state.spending(wall: 3)
        #expect(spending.cost == 10 && spending.tokens == 100 && spending.totalCost == 10)
    }

    @Test("spending is marked once until it is written, and taken up after a restart")
    func spending() throws {
        let key = Self.key {
            $0.budget = 1_000
            $0.period = .monthly
        }
        let state = KeyState(key, wall: 1_700_000_000)
        let reservation = try state.reserve(
            CallDemand(tokens: 10, cost: 800), at: GateTime(steady: 0, wall: 1_700_000_000))
        state.settle(
            reservation, actual: CallDemand(tokens: 9, cost: 700), at: GateTime(steady: 0, wall: 1_700_000_000))
        #expect(state.markForWriting())
        #expect(!state.markForWriting())
        let changed = state.spendingForWriting(wall: 1_700_000_001)
        #expect(state.markForWriting())
        let again = KeyState(key, wall: 1_700_000_002, spending: changed)
        #expect(
            refusal { () throws(KeyRefusal) in
                _ = try again.reserve(CallDemand(tokens: 1, cost: 301), at: GateTime(steady: 0, wall: 1_700_000_002))
            } != nil)
        _ = try again.reserve(CallDemand(tokens: 1, cost: 300), at: GateTime(steady: 0, wall: 1_700_000_002))
    }

    @Test("threads that race for a key never spend more than its budget, and nothing stays reserved")
    func threads() async {
        let state = KeyState(Self.key { $0.budget = 7_000 }, wall: 0)
        let spent = await withTaskGroup(of: Int64.self) { group in
            for seed in UInt64(0)..<200 {
                group.addTask {
                    var random = SplitMix64(seed: seed)
                    var sum: Int64 = 0
                    for _ in 0..<20 {
                        let amount = Int64.random(in: 1...1_000, using: &random)
                        do throws(KeyRefusal) {
                            let held = try state.reserve(CallDemand(tokens: 1, cost: amount), at: Self.at(1))
                            if Bool.random(using: &random) { await Task.yield() }
                            if Int.random(in: 0..<4, using: &random) == 0 {
                                state.release(held, at: Self.at(1))
                            } else {
                                let actual = Int64.random(in: 0...amount, using: &random)
                                state.settle(held, actual: CallDemand(tokens: 1, cost: actual), at: Self.at(1))
                                sum += actual
                            }
                        } catch { continue }
                    }
                    return sum
                }
            }
            return await group.reduce(0, +)
        }
        #expect(spent <= 7_000 && spent == state.spending(wall: 1).cost)
        #expect(state.underWay.cost == 0)
    }

    @Test("the book knows keys in force from those taken back, and strangers from both")
    func book() throws {
        let book = KeyBook()
        #expect(book.isEmpty)
        let old = Fingerprint(words: [1, 2, 3, 4])
        let new = Fingerprint(words: [5, 6, 7, 8])
        let state = KeyState(Self.key(), wall: 0)
        book.add(state)
        if case .key(let found) = book.find(old) { #expect(found === state) } else { Issue.record("not found") }
        var key = state.key
        key.digest = new
        state.change(to: key, wall: 0)
        book.replace(old, with: state)
        if case .retired = book.find(old) {} else { Issue.record("not retired") }
        if case .key = book.find(new) {} else { Issue.record("not found") }
        if case .unknown = book.find(Fingerprint(words: [9, 9, 9, 9])) {} else { Issue.record("known") }
        book.retire(new)
        #expect(!book.isEmpty && book.states.isEmpty)
    }
}
