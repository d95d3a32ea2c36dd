// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("Limits of concurrency")
struct ConcurrencyLimitTests {
    private func filled(_ count: Int, maximum: Int = 100) -> ConcurrencyLimit {
        var limit = ConcurrencyLimit(maximum: maximum)
        for _ in 0..<count { _ = limit.tryEnter() }
        return limit
    }

    @Test("as many enter as may until the provider shows overload, places that are kept included")
    func maximum() {
        var limit = filled(3, maximum: 4)
        #expect(limit.tryEnter(held: 1) == false)
        #expect(limit.tryEnter() == true)
        #expect(limit.tryEnter() == false)
        limit.leave(.success, began: 0, now: 1)
        #expect(limit.tryEnter() == true)
        #expect(limit.limit == nil && limit.inFlight == 4)
    }

    /// As many overloads as are taken for one.
    private func overload(_ limit: inout ConcurrencyLimit, began: Int64, now: Int64) {
        for turn in 0..<4 {
            if turn > 0 { limit.enter() }
            limit.leave(.overload, began: began, now: now)
        }
    }

    @Test("overload leaves seven tenths of what is under way, once for all that began before")
    func cut() {
        var limit = filled(20)
        overload(&limit, began: 0, now: 10)
        #expect(limit.limit == 14 && limit.inFlight == 19)
        for _ in 0..<5 { limit.leave(.overload, began: 10, now: 20) }
        #expect(limit.limit == 14 && limit.inFlight == 14)
        #expect(limit.tryEnter() == false)
        overload(&limit, began: 11, now: 30)
        #expect(limit.limit == 9)
    }

    @Test("three overloads, or fewer than half of the results, are none")
    func everyday() {
        var limit = filled(50)
        for _ in 0..<3 { limit.leave(.overload, began: 1, now: 2) }
        #expect(limit.limit == nil)
        limit = filled(50)
        for turn in 0..<2000 {
            limit.enter()
            limit.leave(turn % 3 == 2 ? .overload : .success, began: 1, now: 2)
        }
        #expect(limit.limit == nil)
        for turn in 0..<200 {
            limit.enter()
            limit.leave(turn % 2 == 0 ? .overload : .success, began: 1, now: 2)
        }
        #expect(limit.limit != nil)
    }

    @Test("one at a time is always left")
    func one() {
        var limit = filled(1)
        overload(&limit, began: 0, now: 1)
        #expect(limit.limit == 1)
        #expect(limit.tryEnter() == true)
        #expect(limit.tryEnter() == false)
    }

    @Test("it grows by one for as many successes as it is, but only when it was reached")
    func growth() {
        var limit = filled(10)
        overload(&limit, began: 0, now: 1)
        while limit.inFlight > 0 { limit.leave(.neutral, began: 0, now: 2) }
        #expect(limit.limit == 7)
        for _ in 0..<50 {
            _ = limit.tryEnter()
            limit.leave(.success, began: 3, now: 4)
        }
        #expect(limit.limit == 7)
        for _ in 0..<7 { #expect(limit.tryEnter() == true) }
        for _ in 0..<6 { limit.leave(.success, began: 5, now: 6) }
        #expect(limit.limit == 7)
        limit.leave(.success, began: 5, now: 6)
        #expect(limit.limit == 8)
    }

    @Test("after an outage it is back at what the provider bore with as many successes, and slow from there on")
    func slowStart() {
        var limit = ConcurrencyLimit(maximum: 1000)
        for _ in 0..<100 { _ = limit.tryEnter() }
        overload(&limit, began: 1, now: 10)
        while limit.inFlight > 0 { limit.leave(.overload, began: 1, now: 11) }
        #expect(limit.limit == 70)
        // Nobody answers for a while.
        for turn in 1..<20 {
            limit.enter()
            overload(&limit, began: Int64(1000 * turn), now: Int64(1000 * turn + 500))
        }
        #expect(limit.limit == 1)
        var successes = 0
        while limit.limit ?? 0 < 70 {
            while limit.tryEnter() {}
            limit.leave(.success, began: 100_000, now: 100_001)
            successes += 1
        }
        #expect(successes == 69)
        while limit.tryEnter() {}
        limit.leave(.success, began: 100_000, now: 100_001)
        #expect(limit.limit == 70)
    }

    @Test("once it is past twice of what the provider bore, there is no limit any more")
    func gone() {
        var limit = filled(4)
        overload(&limit, began: 0, now: 1)
        while limit.inFlight > 0 { limit.leave(.neutral, began: 0, now: 1) }
        var seen: [Int] = []
        for step in 0..<1000 where limit.limit != nil {
            if seen.last != limit.limit, let now = limit.limit { seen.append(now) }
            while limit.tryEnter() {}
            limit.leave(.success, began: Int64(step) + 2, now: Int64(step) + 3)
        }
        #expect(seen == [2, 3, 4, 5, 6, 7, 8] && limit.allowed == 100)
    }

    @Test("never more than allowed enter, and never fewer than none are under way", arguments: 0..<20)
    func property(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var limit = ConcurrencyLimit(maximum: 1 + random.below(40))
        var began: [Int64] = []
        var now: Int64 = 0
        for _ in 0..<5000 {
            now += Int64(random.below(3))
            if random.chance(55) {
                let allowed = limit.allowed
                let entered = limit.tryEnter()
                #expect(entered == (began.count < allowed))
                if entered { began.append(now) }
            } else {
                let outcome = random.one(of: [
                    ConcurrencyLimit.Outcome.success, .success, .success, .overload, .neutral,
                ])
                let start = began.isEmpty ? 0 : began.remove(at: random.below(began.count))
                limit.leave(outcome, began: start, now: now)
            }
            #expect(limit.inFlight == began.count && limit.inFlight >= 0)
            #expect((1...limit.maximum).contains(limit.allowed))
        }
    }
}
