// SPDX-License-Identifier: Apache-2.0

import Pipeline
import SeededNumbers
import Testing

@Suite("Budgets of keys")
struct KeyBudgetTests {
    private static let day: Int64 = 86_400

    @Test("what is spent never exceeds the limit, whatever the order of calls, ends and days")
    func neverOverspent() throws {
        for seed in UInt64(1)...60 {
            var random = SplitMix64(seed: seed)
            let limit = Int64.random(in: 0...10_000, using: &random)
            let period = try #require(BudgetPeriod.allCases.randomElement(using: &random))
            var wall: Int64 = 1_700_000_000
            var budget = KeyBudget(limit: limit, period: period, wall: wall)
            var open: [Int64] = []
            var spentInPeriod: [Int64: Int64] = [:]
            for _ in 0..<2_000 {
                // The clock mostly stands, sometimes goes on, and sometimes is set back.
                switch Int.random(in: 0..<50, using: &random) {
                case 0: wall += Int64.random(in: 0...3 * Self.day, using: &random)
                case 1: wall -= Int64.random(in: 0...Self.day / 2, using: &random)
                default: break
                }
                if Bool.random(using: &random) {
                    let amount = Int64.random(in: 0...max(1, limit / 3), using: &random)
                    do throws(KeyBudget.Shortage) {
                        try budget.reserve(amount, wall: wall)
                        open.append(amount)
                    } catch {
                        switch error {
                        case .spent(let left): #expect(left < amount)
                        case .reserved(let left): #expect(left < amount && !open.isEmpty)
                        }
                    }
                } else if let place = open.indices.randomElement(using: &random) {
                    let amount = open.remove(at: place)
                    if Bool.random(using: &random) {
                        budget.release(amount)
                    } else {
                        let actual = Int64.random(in: 0...amount, using: &random)
                        budget.settle(reserved: amount, actual: actual, wall: wall)
                        spentInPeriod[budget.periodStart, default: 0] += actual
                    }
                }
                #expect(budget.spent + budget.reserved <= limit)
                #expect(budget.reserved == open.reduce(0, +))
                #expect(spentInPeriod.values.allSatisfy { $0 <= limit })
            }
        }
    }

    @Test("a race of 200 calls for money for 7 lets at most 7 through at a time, and more as they cost less")
    func race() {
        var random = SplitMix64(seed: 7)
        var budget = KeyBudget(limit: 7_000, period: .total, wall: 0)
        var waiting = 200
        var open: [Int64] = []
        var spent: Int64 = 0
        // All of them come before the first one ends.
        for _ in 0..<200 {
            do throws(KeyBudget.Shortage) {
                try budget.reserve(1_000, wall: 0)
                open.append(1_000)
                waiting -= 1
            } catch { #expect(error == .reserved(left: 0)) }
        }
        #expect(open.count == 7)
        while waiting > 0 || !open.isEmpty {
            var wasRefused = false
            if waiting > 0, random.chance(75) || open.isEmpty {
                do throws(KeyBudget.Shortage) {
                    try budget.reserve(1_000, wall: 0)
                    open.append(1_000)
                    waiting -= 1
                } catch {
                    wasRefused = true
                    if case .spent = error { waiting -= 1 }
                }
            }
            if wasRefused || random.chance(25), let amount = open.popLast() {
                let actual = Int64.random(in: 0...1_000, using: &random)
                spent += actual
                budget.settle(reserved: amount, actual: actual, wall: 0)
            }
            #expect(open.count <= 7)
        }
        #expect(spent <= 7_000 && spent == budget.spent && budget.reserved == 0)
        #expect(spent > 6_000, "what calls did not use came back for others")
    }

    @Test("a new period gives the whole limit, less what is under way")
    func newPeriod() throws {
        var budget = KeyBudget(limit: 100, period: .daily, wall: 10)
        try budget.reserve(60, wall: 10)
        try budget.reserve(40, wall: 11)
        budget.settle(reserved: 60, actual: 60, wall: 12)
        #expect(budget.left(wall: Self.day - 1) == 0)
        #expect(budget.left(wall: Self.day) == 60)
        // What ended in the new day counts in it.
        budget.settle(reserved: 40, actual: 30, wall: Self.day + 5)
        #expect(budget.left(wall: Self.day + 5) == 70)
    }

    @Test("a clock that is set back gives nothing back")
    func clockBack() throws {
        var budget = KeyBudget(limit: 100, period: .daily, wall: 5 * Self.day)
        try budget.reserve(100, wall: 5 * Self.day)
        budget.settle(reserved: 100, actual: 100, wall: 5 * Self.day)
        #expect(budget.left(wall: 2 * Self.day) == 0)
        #expect(budget.left(wall: 6 * Self.day - 1) == 0)
        #expect(budget.left(wall: 6 * Self.day) == 100)
    }

    @Test("what was spent before a restart counts in its period only")
    func restoring() {
        var budget = KeyBudget(limit: 100, period: .daily, wall: 5 * Self.day + 7)
        budget.restore(spent: 80, periodStart: 4 * Self.day, wall: 5 * Self.day + 7)
        #expect(budget.left(wall: 5 * Self.day + 7) == 100)
        budget.restore(spent: 80, periodStart: 5 * Self.day, wall: 5 * Self.day + 7)
        #expect(budget.left(wall: 5 * Self.day + 7) == 20)
        var total = KeyBudget(limit: 100, period: .total, wall: 5 * Self.day)
        total.restore(spent: 80, periodStart: 0, wall: 5 * Self.day)
        #expect(total.left(wall: 900 * Self.day) == 20)
    }

    @Test("sums that do not fit stay at the largest number instead of starting anew")
    func saturation() throws {
        var budget = KeyBudget(limit: nil, period: .total, wall: 0)
        try budget.reserve(.max, wall: 0)
        try budget.reserve(.max, wall: 0)
        budget.settle(reserved: .max, actual: .max, wall: 0)
        budget.settle(reserved: .max, actual: .max, wall: 0)
        #expect(budget.spent == .max && budget.reserved == 0)
    }
}
