// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("Key rings")
struct KeyRingTests {
    private func ring(_ priorities: [Int], _ strategy: KeyRing.Strategy) -> KeyRing {
        KeyRing(
            keys: priorities.enumerated().map { KeyRing.Key(label: "key-\($0.offset)", priority: $0.element) },
            strategy: strategy)
    }

    @Test("keys take turns, and a resting one is passed over")
    func turns() {
        var ring = ring([0, 0, 0], .roundRobin)
        let taken = (0..<4).map { _ in ring.acquire(now: 0) }
        #expect(taken == [0, 1, 2, 0])
        ring.rest(1, until: 100, now: 0)
        #expect(ring.acquire(now: 99) == 2)
        #expect(ring.acquire(now: 99) == 0)
        #expect(ring.acquire(now: 99) == 2)
        #expect(ring.acquire(now: 100) == 0)
        #expect(ring.acquire(now: 100) == 1)
    }

    @Test("the lowest priority wins, then the first; the next one only while it rests")
    func priorities() {
        var ring = ring([5, 1, 1], .priority)
        #expect(ring.acquire(now: 0) == 1)
        #expect(ring.acquire(preferring: 0, now: 0) == 1)
        ring.rest(1, until: 10, now: 0)
        #expect(ring.acquire(now: 5) == 2)
        #expect(ring.acquire(avoiding: [2], now: 5) == 0)
        #expect(ring.acquire(now: 10) == 1)
    }

    @Test("a session keeps its key while that may be used, without taking a turn")
    func preferred() {
        var ring = ring([0, 0], .roundRobin)
        #expect(ring.acquire(preferring: 1, now: 0) == 1)
        #expect(ring.acquire(now: 0) == 0)
        ring.rest(1, until: 50, now: 0)
        #expect(ring.acquire(preferring: 1, now: 0) == 0)
        #expect(ring.acquire(avoiding: [0], preferring: 0, now: 60) == 1)
    }

    @Test("a rejected key is tried once after its rest, and is back when that went well")
    func rejected() {
        var ring = ring([0], .roundRobin)
        #expect(ring.acquire(now: 0) == 0)
        ring.reject(0, now: 10)
        // What began before says nothing.
        ring.accept(0, began: 5)
        #expect(ring.acquire(now: 600_009) == nil)
        #expect(ring.acquire(now: 600_010) == 0)
        #expect(ring.acquire(now: 600_011) == nil)
        #expect(ring.reports(now: 600_011)[0].isRejected)
        ring.accept(0, began: 600_010)
        #expect(ring.acquire(now: 600_012) == 0)
        #expect(!ring.reports(now: 600_012)[0].isRejected)
    }

    @Test("a rate limit does not shorten the rest of a rejected key")
    func rejectedAndLimited() {
        var ring = ring([0], .roundRobin)
        ring.reject(0, now: 0)
        ring.rest(0, until: 100, isKnown: true, now: 1)
        #expect(ring.nextAvailable(now: 2) == 600_000)
    }

    @Test("what the provider says of a rest outweighs what was assumed, and the longer of two counts")
    func rests() {
        var ring = ring([0], .roundRobin)
        ring.rest(0, until: 60_000, now: 0)
        ring.rest(0, until: 2000, isKnown: true, now: 0)
        #expect(ring.nextAvailable(now: 0) == 2000)
        ring.rest(0, until: 60_000, now: 0)
        #expect(ring.nextAvailable(now: 0) == 2000)
        ring.rest(0, until: 1000, isKnown: true, now: 0)
        #expect(ring.nextAvailable(now: 0) == 2000)
        ring.rest(0, until: 3000, isKnown: true, now: 0)
        #expect(ring.nextAvailable(now: 0) == 3000)
        ring.rest(0, until: 4000, now: 3000)
        #expect(ring.nextAvailable(now: 3000) == 4000)
    }

    @Test("for want of better the key is used that rests the shortest, but none whose end is known")
    func anyway() {
        var ring = ring([0, 0, 0], .roundRobin)
        ring.rest(0, until: 100, isKnown: true, now: 0)
        ring.rest(1, until: 300, now: 0)
        ring.rest(2, until: 200, now: 0)
        #expect(ring.acquireAnyway(now: 0) == 2)
        #expect(ring.acquireAnyway(avoiding: [2], now: 0) == 1)
        #expect(ring.acquireAnyway(avoiding: [1, 2], now: 0) == nil)
        #expect(ring.acquireAnyway(avoiding: [1, 2], now: 100) == 0)
        #expect(ring.nextAvailable(avoiding: [0], now: 0) == 200)
        #expect(ring.nextAvailable(avoiding: [0, 1, 2], now: 0) == nil)
    }

    @Test("reports count uses and rate limits, and tell ages")
    func reports() {
        var ring = ring([7], .priority)
        #expect(ring.reports(now: 5)[0].lastUsedAge == nil)
        _ = ring.acquire(now: 10)
        ring.rest(0, until: 40, now: 15)
        let report = ring.reports(now: 30)[0]
        #expect(report.label == "key-0" && report.priority == 7)
        #expect(report.requests == 1 && report.rateLimits == 1)
        #expect(report.lastUsedAge == 20 && report.restsFor == 10)
        #expect(ring.reports(now: 40)[0].restsFor == nil)
    }

    @Test("no ring gives a key that rests or is avoided, and none withholds a free one", arguments: 0..<20)
    func property(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let count = 1 + random.below(6)
        var ring = ring((0..<count).map { _ in random.below(3) }, seed.isMultiple(of: 2) ? .roundRobin : .priority)
        var now: Int64 = 0
        for _ in 0..<3000 {
            now += Int64(random.below(20))
            let index = random.below(count)
            switch random.below(12) {
            case 0: ring.rest(index, until: now + Int64(random.below(500)), isKnown: random.chance(50), now: now)
            case 1 where random.chance(5): ring.reject(index, now: now)
            case 2: ring.accept(index, began: now - Int64(random.below(100)))
            default:
                let avoided = random.chance(30) ? [random.below(count)] : []
                let free = ring.reports(now: now).indices.filter {
                    ring.reports(now: now)[$0].restsFor == nil && !avoided.contains($0)
                }
                #expect(ring.hasAvailable(avoiding: avoided, now: now) == !free.isEmpty)
                let key = ring.acquire(avoiding: avoided, preferring: random.chance(20) ? index : nil, now: now)
                if let key { #expect(free.contains(key)) } else { #expect(free.isEmpty) }
            }
        }
    }
}
