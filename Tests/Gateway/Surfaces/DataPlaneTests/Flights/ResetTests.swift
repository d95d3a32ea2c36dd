// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Rate limits and what providers say of their end, on a virtual clock")
struct ResetTests {
    /// Header lines of a refusal, and the milliseconds that they mean; the stage's day begins at 2027-01-15 08:00:00.
    private static let resets: [([(String, String)], Int64)] = [
        ([("retry-after", "7")], 7000),
        ([("retry-after-ms", "1500"), ("retry-after", "2")], 1500),
        ([("retry-after", "Fri, 15 Jan 2027 08:00:30 GMT")], 30_000),
        ([("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "12s")], 12_000),
        (
            [
                ("x-ratelimit-remaining-requests", "3"), ("x-ratelimit-reset-requests", "1h"),
                ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "1m2.5s"),
            ], 62_500
        ),
        ([("x-ratelimit-reset", "1800000045")], 45_000),
        (
            [
                ("anthropic-ratelimit-requests-remaining", "0"),
                ("anthropic-ratelimit-requests-reset", "2027-01-15T08:00:20Z"),
            ], 20_000
        ),
    ]

    @Test("a key rests for as long as the provider says, in whatever header line it says so", arguments: resets.indices)
    func keyRests(_ place: Int) throws {
        let (fields, wait) = Self.resets[place]
        let stage = try Stage([StageMember(name: "alpha", keys: 2)]) { _, place in
            place == 0 ? Beat.refusal(429, "rate_limit_exceeded", fields) : Good.answer
        }
        #expect(try stage.ask().status == 200)
        #expect(stage.asked == ["alpha-1", "alpha-2"])
        #expect(stage.port.asks.map(\.at) == [0, 0])
        #expect(stage.report().keys.map(\.restsFor) == [wait - stage.now, nil])
        stage.advance(wait - 1 - stage.now)
        for place in 0..<2 { #expect(try stage.ask(Stage.chat("before \(place)"), within: 0).status == 0) }
        #expect(stage.asked.dropFirst(2).allSatisfy { $0 == "alpha-2" })
        stage.advance(1)
        for place in 0..<2 { _ = try stage.ask(Stage.chat("after \(place)")) }
        #expect(stage.asked.suffix(2) == ["alpha-1", "alpha-2"])
    }

    @Test("without a word from the provider a key rests for its cooldown")
    func cooldown() throws {
        let stage = try Stage([StageMember(name: "alpha", keys: 2)]) { _, place in
            place == 0 ? Beat.refusal(429, "rate_limit_exceeded") : Good.answer
        }
        _ = try stage.ask()
        stage.advance(59_999 - stage.now)
        #expect(stage.report().keys.map(\.restsFor) == [1, nil])
        stage.advance(1)
        #expect(stage.report().keys.map(\.restsFor) == [nil, nil])
    }

    @Test("a short limit of the only key is waited out, and not a millisecond less")
    func shortLimit() throws {
        let stage = try Stage([StageMember(name: "alpha")]) { _, place in
            place == 0 ? Beat.refusal(429, "rate_limit_exceeded", [("retry-after-ms", "1200")]) : Good.answer
        }
        let answer = try stage.ask()
        #expect(answer.status == 200 && answer.field("x-isartor-attempts") == "alpha=rate_limited")
        #expect(stage.port.asks.map(\.at) == [0, 1200])
    }

    @Test("a long limit of the only key is the client's to wait for, and it is told how long")
    func longLimit() throws {
        let stage = try Stage([StageMember(name: "alpha")]) { _, _ in
            Beat.refusal(429, "rate_limit_exceeded", [("retry-after", "5")])
        }
        let answer = try stage.ask()
        #expect(answer.status == 429 && answer.code == "rate_limit_exceeded")
        #expect(answer.field("retry-after") == "5")
        #expect(stage.asked == ["alpha-1"])
    }

    @Test("with another provider to ask, nobody waits for a limit to end")
    func nextProvider() throws {
        let stage = try Stage([StageMember(name: "alpha"), StageMember(name: "beta", model: "other")]) { ask, _ in
            ask.name == "alpha-1" ? Beat.refusal(429, "rate_limit_exceeded", [("retry-after", "30")]) : Good.answer
        }
        for place in 0..<3 { #expect(try stage.ask(Stage.chat("\(place)")).provider == "beta") }
        // A key that rests is not tried; who rests is told instead.
        #expect(stage.asked == ["alpha-1", "beta-1", "beta-1", "beta-1"])
        #expect(try stage.ask(Stage.chat("again")).field("x-isartor-attempts") == "alpha=keys_resting")
        stage.advance(30_000)
        _ = try stage.ask(Stage.chat("later"))
        #expect(stage.asked.suffix(2) == ["alpha-1", "beta-1"])
    }

    @Test("when all keys of all providers rest, the client is told when the first is back")
    func allRest() throws {
        for (first, second) in [("20", "40"), ("40", "20")] {
            let stage = try Stage([StageMember(name: "alpha"), StageMember(name: "beta", model: "other")]) { ask, _ in
                Beat.refusal(429, "rate_limit_exceeded", [("retry-after", ask.name == "alpha-1" ? first : second)])
            }
            #expect(try stage.ask(Stage.chat("first")).status == 429)
            let answer = try stage.ask(Stage.chat("second"))
            #expect(answer.status == 429 && answer.code == "all_providers_failed")
            #expect(answer.field("retry-after") == "20")
            #expect(stage.asked == ["alpha-1", "beta-1"])
        }
    }

    @Test("a server that wants to be left alone for longer than a retry may wait is not asked again")
    func overloadedForLong() throws {
        for (wish, asks) in [("2", 3), ("3", 1)] {
            let stage = try Stage([StageMember(name: "alpha")]) { _, _ in
                Beat.refusal(503, "server_is_overloaded", [("retry-after", wish)])
            }
            #expect(try stage.ask().status == 503)
            #expect(stage.asked.count == asks)
            for (ask, next) in zip(stage.port.asks, stage.port.asks.dropFirst()) { #expect(next.at - ask.at >= 2000) }
        }
    }
}
