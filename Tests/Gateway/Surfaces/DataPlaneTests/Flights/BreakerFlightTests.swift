// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Breakers, on a virtual clock")
struct BreakerFlightTests {
    /// Whether the primary works, and how it answers then.
    private final class Primary {
        var beats = Beat.refusal(500, "server_error")
    }

    private let primary = Primary()

    /// A stage whose providers are asked once each.
    private func stage() throws -> Stage {
        let primary = primary
        return try Stage(
            [StageMember(name: "alpha"), StageMember(name: "beta", model: "other")],
            resilience: .init(maxRetries: 0)
        ) { ask, _ in ask.name == "alpha-1" ? primary.beats : Good.answer }
    }

    /// Lets the breaker of the primary open.
    private func open(_ stage: Stage) throws {
        for place in 0..<5 {
            let answer = try stage.ask(Stage.chat("open \(place)"))
            #expect(answer.provider == "beta")
            #expect(answer.field("x-isartor-attempts") == "alpha=server_error")
        }
        #expect(stage.asked.filter { $0 == "alpha-1" }.count == 5)
        #expect(stage.report().breakers.map(\.state) == [.open])
    }

    @Test("a primary that failed five times in a row is not asked at all, and costs no time")
    func opens() throws {
        let stage = try stage()
        try open(stage)
        let before = stage.asked.count
        for place in 0..<20 {
            let start = stage.now
            let answer = try stage.ask(Stage.chat("later \(place)"))
            #expect(answer.status == 200 && answer.provider == "beta")
            #expect(answer.field("x-isartor-attempts") == nil)
            #expect(stage.port.asks.last?.at == start)
        }
        #expect(stage.asked.dropFirst(before).allSatisfy { $0 == "beta-1" })
        #expect(stage.asked.count == before + 20)
    }

    @Test("four failures and a success leave the breaker closed")
    func successBetween() throws {
        let stage = try stage()
        for place in 0..<20 {
            primary.beats = place % 5 == 4 ? Good.answer : Beat.refusal(500, "server_error")
            _ = try stage.ask(Stage.chat("mixed \(place)"))
        }
        #expect(stage.asked.filter { $0 == "alpha-1" }.count > 15)
    }

    @Test("a breaker that opens while a retry is due spares the pause's question, and the next provider answers")
    func opensInThePause() throws {
        let stage = try Stage([StageMember(name: "alpha"), StageMember(name: "beta", model: "other")]) { ask, _ in
            ask.name == "alpha-1" ? Beat.refusal(500, "server_error") : Good.answer
        }
        for place in 0..<3 { #expect(try stage.ask(Stage.chat("\(place)")).provider == "beta") }
        #expect(stage.asked.filter { $0 == "alpha-1" }.count == 5)
    }

    @Test("what is no fault of the provider's never opens its breaker", arguments: [400, 401, 403, 404, 429])
    func notAtFault(_ status: Int) throws {
        let stage = try stage()
        primary.beats = Beat.refusal(status, "x")
        for place in 0..<12 { _ = try stage.ask(Stage.chat("\(place)")) }
        #expect(stage.report().breakers.allSatisfy { $0.state == .closed })
    }

    @Test("after the interval one request finds out, others do not wait for it, and a success brings the primary back")
    func recovers() throws {
        let stage = try stage()
        try open(stage)
        primary.beats = [.wait(3000)] + Good.answer
        stage.advance(10_000)
        var before = stage.asked.count
        let probe = try stage.send(Stage.chat("probe"))
        for place in 0..<5 { #expect(try stage.ask(Stage.chat("beside \(place)"), within: 100).provider == "beta") }
        #expect(Array(stage.asked.dropFirst(before)) == ["alpha-1"] + Array(repeating: "beta-1", count: 5))
        stage.advance(3000)
        #expect(try probe.answer().provider == "alpha")
        #expect(stage.report().breakers.map(\.state) == [.closed])
        primary.beats = Good.answer
        before = stage.asked.count
        for place in 0..<5 { #expect(try stage.ask(Stage.chat("after \(place)")).provider == "alpha") }
        #expect(stage.asked.count == before + 5)
    }

    @Test("a probe that fails costs its client nothing but time, and leaves the primary alone for another interval")
    func probeFails() throws {
        let stage = try stage()
        try open(stage)
        for round in 0..<3 {
            stage.advance(10_000)
            let before = stage.asked.count
            let answer = try stage.ask(Stage.chat("probe \(round)"))
            #expect(answer.provider == "beta" && answer.field("x-isartor-attempts") == "alpha=server_error")
            for place in 0..<5 { _ = try stage.ask(Stage.chat("beside \(round) \(place)")) }
            stage.advance(9_800)
            _ = try stage.ask(Stage.chat("just before \(round)"))
            #expect(Array(stage.asked.dropFirst(before)) == ["alpha-1"] + Array(repeating: "beta-1", count: 7))
        }
    }

    @Test("a probe that streams for long closes the breaker at its first useful event")
    func longProbe() throws {
        let stage = try stage()
        try open(stage)
        primary.beats = [
            .streamHead, .wait(1000), .body(Good.role()), .wait(1000), .body(Good.chunk(#""content":"Hi""#)),
            .wait(60_000), .body(Good.ending), .end,
        ]
        stage.advance(10_000)
        let probe = try stage.send(Stage.chat("probe", streams: true))
        stage.advance(1500)
        #expect(stage.report().breakers.map(\.state) == [.halfOpen])
        #expect(try stage.ask(Stage.chat("too early")).provider == "beta")
        stage.advance(1000)
        #expect(stage.report().breakers.map(\.state) == [.closed])
        primary.beats = Good.answer
        #expect(try stage.ask(Stage.chat("now")).provider == "alpha")
        #expect(try !probe.answer().isComplete)
        stage.advance(60_000)
        #expect(try probe.answer().isComplete)
    }

    @Test("a probe whose client leaves decides nothing, and the next one comes an interval later")
    func probeIsLeft() throws {
        let stage = try stage()
        try open(stage)
        primary.beats = [.silence]
        stage.advance(10_000)
        let probe = try stage.send(Stage.chat("probe"))
        stage.advance(10)
        probe.leave()
        primary.beats = Good.answer
        #expect(try stage.ask(Stage.chat("too early")).provider == "beta")
        stage.advance(10_000)
        #expect(try stage.ask(Stage.chat("now")).provider == "alpha")
    }

    @Test("a breaker is of one model: another model of the same provider is asked")
    func perModel() throws {
        let stage = try stage()
        try open(stage)
        primary.beats = Good.answer
        #expect(try stage.ask(Stage.chat(model: "n")).provider == "alpha")
        #expect(try stage.ask(Stage.chat("m again")).provider == "beta")
    }

    @Test("a provider that is alone is asked though its breaker is open: there is nobody else")
    func alone() throws {
        let primary = primary
        let stage = try Stage([StageMember(name: "alpha")], resilience: .init(maxRetries: 0)) { _, _ in primary.beats }
        for place in 0..<7 { #expect(try stage.ask(Stage.chat("\(place)")).status == 500) }
        #expect(stage.asked.count == 7)
        primary.beats = Good.answer
        #expect(try stage.ask(Stage.chat("good")).status == 200)
    }

    @Test("with every breaker open the client is told to come back when the next one is tried")
    func allOpen() throws {
        let stage = try Stage(
            [StageMember(name: "alpha"), StageMember(name: "beta", model: "other")],
            resilience: .init(maxRetries: 0)
        ) { _, _ in Beat.refusal(500, "server_error") }
        for place in 0..<5 { #expect(try stage.ask(Stage.chat("\(place)")).code == "all_providers_failed") }
        let before = stage.asked.count
        let answer = try stage.ask(Stage.chat("none"))
        #expect(answer.status == 503 && answer.code == "all_providers_failed")
        #expect(answer.field("retry-after") == "10")
        #expect(answer.body.contains("`alpha` (breaker open), `beta` (breaker open)"))
        #expect(stage.asked.count == before)
    }
}
