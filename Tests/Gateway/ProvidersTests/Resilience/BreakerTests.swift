// SPDX-License-Identifier: Apache-2.0

import Providers
import SeededNumbers
import Testing

@Suite("Breakers")
struct BreakerTests {
    private func opened(at now: Int64 = 0) -> Breaker {
        var breaker = Breaker()
        for _ in 0..<5 { breaker.failed(began: now, isProbe: false, now: now) }
        return breaker
    }

    @Test("five failures in a row open it; a success between them does not let it come to that")
    func row() {
        var breaker = Breaker()
        for _ in 0..<4 { breaker.failed(began: 0, isProbe: false, now: 0) }
        breaker.succeeded(began: 0, isProbe: false, now: 0)
        for _ in 0..<4 { breaker.failed(began: 0, isProbe: false, now: 0) }
        #expect(breaker.admit(now: 1) == .pass)
        breaker.failed(began: 0, isProbe: false, now: 0)
        #expect(breaker.admit(now: 1) == .refuse(until: 10_000))
        #expect(breaker.state(now: 1) == .open)
    }

    @Test("half of twenty results in the window open it; those that are out of the window do not count")
    func share() {
        var breaker = Breaker()
        for step in 0..<19 { settle(&breaker, isFailure: step.isMultiple(of: 2), now: 100) }
        #expect(breaker.isClosed)
        settle(&breaker, isFailure: true, now: 100)
        #expect(!breaker.isClosed)

        var late = Breaker()
        for step in 0..<19 { settle(&late, isFailure: step.isMultiple(of: 2), now: 100) }
        settle(&late, isFailure: true, now: 30_100)
        #expect(late.isClosed)
        for step in 0..<18 { settle(&late, isFailure: step.isMultiple(of: 2), now: 30_200) }
        #expect(late.isClosed)
        settle(&late, isFailure: true, now: 30_200)
        #expect(!late.isClosed)
    }

    private func settle(_ breaker: inout Breaker, isFailure: Bool, now: Int64) {
        if isFailure {
            breaker.failed(began: now, isProbe: false, now: now)
        } else {
            breaker.succeeded(began: now, isProbe: false, now: now)
        }
    }

    @Test("after the interval one probe is let through; its success closes it")
    func probe() {
        var breaker = opened()
        #expect(breaker.admit(now: 9999) == .refuse(until: 10_000))
        #expect(breaker.admit(now: 10_000) == .probe)
        #expect(breaker.state(now: 10_000) == .halfOpen)
        #expect(breaker.admit(now: 10_001) == .refuse(until: 20_000))
        breaker.succeeded(began: 10_000, isProbe: true, now: 10_050)
        #expect(breaker.admit(now: 10_051) == .pass)
    }

    @Test("a probe that fails leaves it open, and the next one is due an interval after that one began")
    func probeFails() {
        var breaker = opened()
        #expect(breaker.admit(now: 10_000) == .probe)
        breaker.failed(began: 10_000, isProbe: true, now: 12_000)
        #expect(breaker.state(now: 19_999) == .open)
        #expect(breaker.admit(now: 19_999) == .refuse(until: 20_000))
        #expect(breaker.admit(now: 20_000) == .probe)
    }

    @Test("a probe that takes longer to fail than the interval does not let a second one through beside its successor")
    func slowProbeFails() {
        var breaker = opened()
        #expect(breaker.admit(now: 10_000) == .probe)
        #expect(breaker.admit(now: 20_000) == .probe)
        breaker.failed(began: 10_000, isProbe: true, now: 25_000)
        #expect(breaker.admit(now: 29_999) == .refuse(until: 30_000))
        #expect(breaker.admit(now: 30_000) == .probe)
    }

    @Test("a probe whose answer began well and breaks off opens it at once, unless another went well meanwhile")
    func probeBreaksOff() {
        for othersSucceed in [false, true] {
            var breaker = opened()
            #expect(breaker.admit(now: 10_000) == .probe)
            breaker.succeeded(began: 10_000, isProbe: true, now: 10_050)
            #expect(breaker.admit(now: 10_060) == .pass)
            if othersSucceed { breaker.succeeded(began: 10_060, isProbe: false, now: 10_100) }
            breaker.failed(began: 10_000, isProbe: true, now: 10_200)
            #expect(breaker.isClosed == othersSucceed)
            if !othersSucceed { #expect(breaker.admit(now: 10_201) == .refuse(until: 20_200)) }
        }
    }

    @Test("a probe that never ends frees its place after the interval")
    func probeLost() {
        var breaker = opened()
        #expect(breaker.admit(now: 10_000) == .probe)
        #expect(breaker.admit(now: 19_999) == .refuse(until: 20_000))
        #expect(breaker.admit(now: 20_000) == .probe)
    }

    @Test("late results of the time before it opened neither close it nor keep it open")
    func late() {
        var breaker = opened()
        breaker.succeeded(began: 0, isProbe: false, now: 500)
        breaker.failed(began: 0, isProbe: false, now: 9000)
        #expect(breaker.refusal(now: 9500) == 10_000)
        #expect(breaker.admit(now: 10_000) == .probe)
        breaker.succeeded(began: 10_000, isProbe: true, now: 10_100)
        for _ in 0..<9 { breaker.failed(began: 0, isProbe: false, now: 10_200) }
        #expect(breaker.isClosed)
    }

    @Test("no two probes in one interval, and never a pass while it is open", arguments: 0..<20)
    func property(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var breaker = Breaker(limits: Breaker.Limits(interval: 1000))
        var lastProbe = Int64.min / 2
        var wasClosed = true
        var now: Int64 = 0
        var underWay: [(began: Int64, isProbe: Bool)] = []
        var opened = 0
        for _ in 0..<5000 {
            now += Int64(random.below(120))
            if random.chance(60) || underWay.isEmpty {
                switch breaker.admit(now: now) {
                case .pass:
                    #expect(breaker.isClosed)
                    underWay.append((now, false))
                case .probe:
                    #expect(!breaker.isClosed && now - lastProbe >= 1000)
                    lastProbe = now
                    underWay.append((now, true))
                case .refuse(let until): #expect(until > now && until <= now + 1000 && !breaker.isClosed)
                }
            } else {
                let ended = underWay.remove(at: random.below(underWay.count))
                switch random.below(10) {
                case 0..<6: breaker.failed(began: ended.began, isProbe: ended.isProbe, now: now)
                case 6..<9: breaker.succeeded(began: ended.began, isProbe: ended.isProbe, now: now)
                default: break
                }
                if !wasClosed, breaker.isClosed { #expect(ended.isProbe); lastProbe = .min / 2 }
            }
            if wasClosed, !breaker.isClosed { opened += 1 }
            wasClosed = breaker.isClosed
        }
        #expect(opened > 3)
    }
}
