// SPDX-License-Identifier: Apache-2.0

import Pipeline
import SeededNumbers
import Testing

@Suite("Quotas of providers")
struct ProviderQuotaTests {
    /// The last second of Sunday, the 31st of May 2026: day, week and month end together.
    private static let lastSecond: Int64 = 1_780_271_999

    private static func limits(_ window: CalendarWindow, _ unit: QuotaUnit, _ action: QuotaAction) -> QuotaLimits {
        var limits = QuotaLimits()
        switch unit {
        case .tokens: limits.tokens[window] = 1_000
        case .cost: limits.cost[window] = 1_000
        }
        limits.action = action
        return limits
    }

    private static func demand(_ amount: Int64, _ unit: QuotaUnit) -> CallDemand {
        unit == .tokens ? CallDemand(tokens: amount, cost: 0) : CallDemand(tokens: 1, cost: amount)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var window: CalendarWindow
        var unit: QuotaUnit
        var action: QuotaAction
        var testDescription: String { "\(window.rawValue), \(unit.rawValue), \(action.rawValue)" }
    }

    private static let cases = CalendarWindow.allCases.flatMap { window in
        QuotaUnit.allCases.flatMap { unit in
            QuotaAction.allCases.map { Case(window: window, unit: unit, action: $0) }
        }
    }

    @Test(
        "each action does what it says up to a window's last second, and the next second begins anew", arguments: cases)
    func boundaries(_ test: Case) {
        #expect(UTCText.text(Self.lastSecond) == "2026-05-31T23:59:59Z")
        var quota = ProviderQuota(Self.limits(test.window, test.unit, test.action), wall: Self.lastSecond - 10)
        let demand = Self.demand(600, test.unit)
        #expect(quota.ask(demand, wall: Self.lastSecond - 10) == .room(near: []))
        quota.settle(demand, actual: demand, wall: Self.lastSecond - 9)
        switch (quota.ask(demand, wall: Self.lastSecond), test.action) {
        case (.over(let lines, isNew: true), .warn):
            #expect(lines.map(\.projected) == [1_200])
            #expect(lines.map(\.end) == [Self.lastSecond + 1])
            quota.release(demand)
        case (.full(let lines), .block), (.full(let lines), .fallback):
            #expect(lines.map(\.window) == [test.window] && lines.map(\.unit) == [test.unit])
        default: Issue.record("the wrong verdict")
        }
        #expect(quota.ask(demand, wall: Self.lastSecond + 1) == .room(near: []))
        #expect(quota.lines(wall: Self.lastSecond + 1).map(\.used) == [0])
    }

    @Test("a window that is not limited is not looked at, and longer windows outlast shorter ones")
    func windows() {
        var limits = QuotaLimits()
        limits.tokens = [.day: 100, .month: 150]
        limits.action = .block
        // The 10th of June 2026, a Wednesday.
        let start: Int64 = 1_781_049_600
        var quota = ProviderQuota(limits, wall: start)
        let demand = CallDemand(tokens: 90)
        #expect(quota.ask(demand, wall: start) != .full([]))
        quota.settle(demand, actual: demand, wall: start)
        guard case .full(let today) = quota.ask(demand, wall: start) else {
            Issue.record("no verdict")
            return
        }
        #expect(today.map(\.window) == [.day, .month])
        guard case .full(let tomorrow) = quota.ask(demand, wall: start + 86_400) else {
            Issue.record("no verdict")
            return
        }
        #expect(tomorrow.map(\.window) == [.month])
        #expect(
            quota.ask(CallDemand(tokens: 50), wall: start + 86_400)
                == .room(near: quota.lines(wall: start + 86_400).filter { $0.window == .month }))
    }

    @Test("what is under way counts, so that a limit that blocks is never passed")
    func race() {
        for seed in UInt64(1)...30 {
            var random = SplitMix64(seed: seed)
            var quota = ProviderQuota(Self.limits(.day, .tokens, .block), wall: 0)
            var open: [CallDemand] = []
            var used: Int64 = 0
            for _ in 0..<1_000 {
                if Bool.random(using: &random) {
                    let demand = CallDemand(tokens: Int64.random(in: 0...300, using: &random))
                    if case .room = quota.ask(demand, wall: 5) { open.append(demand) }
                } else if let demand = open.popLast() {
                    let actual = CallDemand(tokens: Int64.random(in: 0...demand.tokens, using: &random))
                    quota.settle(demand, actual: actual, wall: 6)
                    used += actual.tokens
                }
                #expect(used < 1_000)
            }
        }
    }

    @Test("warnings come once a window for each limit")
    func warnings() {
        var quota = ProviderQuota(Self.limits(.day, .tokens, .warn), wall: 0)
        let demand = CallDemand(tokens: 850)
        guard case .room(let near) = quota.ask(demand, wall: 1) else {
            Issue.record("no room")
            return
        }
        #expect(near.map(\.text) == ["850 of 1000 tokens this day"])
        quota.release(demand)
        #expect(quota.ask(demand, wall: 2) == .room(near: []))
        if case .over(_, isNew: true) = quota.ask(demand, wall: 3) {} else { Issue.record("not told") }
        if case .over(_, isNew: false) = quota.ask(demand, wall: 4) {} else { Issue.record("told twice") }
        quota.release(demand)
        quota.release(demand)
        quota.release(demand)
        if case .room(let again) = quota.ask(demand, wall: 86_401) { #expect(again.count == 1) }
    }

    @Test("money cannot be guarded without a price, which only a warning can live with")
    func unpriced() {
        for action in QuotaAction.allCases {
            var quota = ProviderQuota(Self.limits(.day, .cost, action), wall: 0)
            let verdict = quota.ask(CallDemand(tokens: 5, cost: nil), wall: 0)
            #expect((verdict == .unpriced) == (action != .warn))
        }
    }

    @Test("what was used before a restart counts")
    func restore() {
        var quota = ProviderQuota(Self.limits(.week, .tokens, .block), wall: 100)
        quota.restore(.week, tokens: 950, cost: 0)
        if case .full = quota.ask(CallDemand(tokens: 50), wall: 101) {} else { Issue.record("forgotten") }
    }
}
