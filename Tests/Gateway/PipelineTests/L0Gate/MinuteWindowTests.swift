// SPDX-License-Identifier: Apache-2.0

import Pipeline
import SeededNumbers
import Testing

@Suite("Limits by the minute")
struct MinuteWindowTests {
    @Test("no sixty seconds, wherever they begin, have more than the limit")
    func neverMore() {
        for seed in UInt64(1)...20 {
            var random = SplitMix64(seed: seed)
            let limit = Int64.random(in: 1...40, using: &random)
            var window = MinuteWindow(limit: limit)
            var now = Int64.random(in: 0...200_000, using: &random)
            var taken: [(time: Int64, amount: Int64)] = []
            for _ in 0..<1_500 {
                now += Int64.random(in: 0...4_000, using: &random)
                let amount = Int64.random(in: 1...max(1, limit / 4), using: &random)
                if window.take(amount, now: now) == .taken { taken.append((now, amount)) }
                let minute = taken.filter { $0.time > now - 60_000 }.reduce(0) { $0 + $1.amount }
                #expect(minute <= limit)
            }
            #expect(!taken.isEmpty)
        }
    }

    @Test("who waits as long as told is let in, and not a moment earlier than a second before")
    func waits() {
        for seed in UInt64(1)...20 {
            var random = SplitMix64(seed: seed)
            var window = MinuteWindow(limit: 10)
            var now: Int64 = 5_000
            for _ in 0..<300 {
                let amount = Int64.random(in: 1...10, using: &random)
                guard case .wait(let milliseconds) = window.take(amount, now: now) else {
                    now += Int64.random(in: 0...3_000, using: &random)
                    continue
                }
                #expect((1...61_000).contains(milliseconds))
                var early = window
                #expect(early.take(amount, now: now + milliseconds - 1) != .taken)
                now += milliseconds
                #expect(window.take(amount, now: now) == .taken)
            }
        }
    }

    @Test("more than a minute has is never let in")
    func never() {
        var window = MinuteWindow(limit: 5)
        #expect(window.take(6, now: 0) == .never)
        #expect(window.take(5, now: 0) == .taken)
        var none = MinuteWindow(limit: 0)
        #expect(none.take(1, now: 0) == .never)
    }

    @Test("what was taken too much comes back, unless its minute is over")
    func correction() {
        var window = MinuteWindow(limit: 100)
        #expect(window.take(90, now: 1_000) == .taken)
        window.correct(90, to: 20, taken: 1_000, now: 2_000)
        #expect(window.used(now: 2_000) == 20)
        #expect(window.take(80, now: 2_000) == .taken)
        window.correct(80, to: 5, taken: 2_000, now: 70_000)
        #expect(window.used(now: 70_000) == 0)
    }
}
