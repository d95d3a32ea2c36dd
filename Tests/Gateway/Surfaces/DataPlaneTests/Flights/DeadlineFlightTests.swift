// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Deadlines, on a virtual clock")
struct DeadlineFlightTests {
    private static func members(_ count: Int) -> [StageMember] {
        (0..<count).map { StageMember(name: ["alpha", "beta", "gamma"][$0], model: $0 == 0 ? nil : "other") }
    }

    @Test("a client that says how long it waits leaves half of it to the next provider, and the rest to the last")
    func shares() throws {
        for (count, shares) in [(1, [8000]), (2, [4000, 4000]), (3, [4000, 2000, 2000])] as [(Int, [Int64])] {
            let stage = try Stage(Self.members(count)) { _, _ in [.silence] }
            let answer = try stage.ask(to: "/v1/chat/completions", [("x-stainless-timeout", "8")])
            #expect(answer.status == 504)
            #expect(stage.port.asks.map(\.firstByte) == shares)
            #expect(stage.now == 8000)
        }
    }

    @Test(
        "a client that waits for long, or does not say, gets the configured timeouts",
        arguments: ["600", "", "0", "-1", "x"])
    func configured(_ timeout: String) throws {
        let stage = try Stage(Self.members(2)) { _, _ in [.silence] }
        _ = try stage.ask(to: "/v1/chat/completions", timeout.isEmpty ? [] : [("x-stainless-timeout", timeout)])
        #expect(stage.port.asks.map(\.firstByte) == [20_000, 20_000])
        #expect(stage.port.asks.map(\.at) == [0, 20_000])
    }

    @Test("no retry begins that the client would not wait for")
    func clientDeadline() throws {
        let stage = try Stage(Self.members(1)) { _, _ in [.wait(900)] + Beat.refusal(500, "server_error") }
        #expect(try stage.ask(to: "/v1/chat/completions", [("x-stainless-timeout", "1")]).status == 500)
        #expect(stage.asked.count == 1)
    }

    @Test("the retry deadline ends all attempts, however many would be left")
    func retryDeadline() throws {
        let stage = try Stage(Self.members(2), resilience: .init(maxRetries: 50, retryDeadline: 10_000)) { _, _ in
            [.wait(700)] + Beat.refusal(500, "server_error")
        }
        #expect(try stage.ask().code == "all_providers_failed")
        #expect(stage.asked.count > 3 && stage.asked.count < 16)
        #expect(stage.port.asks.allSatisfy { $0.at < 10_000 })
    }

    @Test("a provider that fails after the deadline is the last one")
    func lateFailure() throws {
        let stage = try Stage(Self.members(2), resilience: .init(retryDeadline: 15_000)) { _, _ in [.silence] }
        #expect(try stage.ask().status == 504)
        #expect(stage.asked == ["alpha-1"])
    }

    @Test("a request is tried sixteen times at most")
    func mostAttempts() throws {
        let stage = try Stage(
            Self.members(2), resilience: .init(maxRetries: 1000, retryDeadline: 10_000_000),
            policy: ResiliencePolicy(breaker: Breaker.Limits(failures: 1000, results: 1000))
        ) { _, _ in
            [.fail(.unreachable)]
        }
        _ = try stage.ask()
        #expect(stage.asked.count == 16)
    }

    @Test("no retries are allowed, none are made", arguments: FailureClass.allCases)
    func noRetries(_ failure: FailureClass) throws {
        let scene = try #require(FailureScene(failure, .json))
        let stage = try Stage(Self.members(2), resilience: .init(maxRetries: 0)) { _, place in
            scene.beats(mark: "LOST-\(place).")
        }
        _ = try stage.ask()
        #expect(stage.asked == (failure == .requestRefused ? ["alpha-1"] : ["alpha-1", "beta-1"]))
    }

    @Test("pauses differ from one request to the next, so that clients that failed together do not return together")
    func spread() throws {
        let pauses = try (0..<20).map { seed in
            let stage = try Stage(Self.members(1), seed: UInt64(seed)) { _, place in
                place == 0 ? [.fail(.unreachable)] : Good.answer
            }
            _ = try stage.ask()
            return try #require(stage.port.asks.last).at
        }
        #expect(Set(pauses).count > 10)
        #expect(pauses.allSatisfy { (250...750).contains($0) })
    }
}
