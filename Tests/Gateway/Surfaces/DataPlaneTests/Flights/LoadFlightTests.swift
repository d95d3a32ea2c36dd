// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Providers that bear only so much, on a virtual clock")
struct LoadFlightTests {
    /// A stage whose only provider takes a second for an answer, and `most` questions at a time.
    private func stage(most: Int = 1, waiting: Int = 256, gatewayKeys: [String] = []) throws -> Stage {
        try Stage(
            [StageMember(name: "alpha", mostConcurrent: most)], gatewayKeys: gatewayKeys,
            policy: ResiliencePolicy(waiting: waiting)
        ) { _, _ in [.wait(1000)] + Good.answer }
    }

    /// The texts that were asked for, in order.
    private func texts(_ stage: Stage) -> [String] {
        stage.port.asks.map { ask in
            ask.body.split(separator: "\"content\":\"").last.map { String($0.prefix { $0 != "\"" }) } ?? ""
        }
    }

    @Test("more questions than a provider bears wait, and are asked in their order as soon as there is room")
    func waits() throws {
        let stage = try stage(most: 2)
        let clients = try (0..<6).map { try stage.send(Stage.chat("\($0)")) }
        stage.advance(999)
        #expect(texts(stage) == ["0", "1"])
        #expect(stage.report().waiting == 4 && stage.report().inFlight == 2)
        stage.advance(2001)
        for client in clients { #expect(try client.answer().status == 200) }
        #expect(texts(stage) == ["0", "1", "2", "3", "4", "5"])
        #expect(stage.port.asks.map(\.at) == [0, 0, 1000, 1000, 2000, 2000])
        #expect(stage.report().waiting == 0 && stage.report().inFlight == 0)
    }

    @Test("principals take turns, however many questions one of them has waiting")
    func fairness() throws {
        let stage = try stage(gatewayKeys: ["one", "two"])
        func send(_ text: String, _ key: String) throws {
            _ = try stage.send(Stage.chat(text), to: "/v1/chat/completions", [("x-api-key", key)])
        }
        for text in ["a0", "a1", "a2", "a3"] { try send(text, "one") }
        for text in ["b0", "b1"] { try send(text, "two") }
        stage.advance(6000)
        #expect(texts(stage) == ["a0", "a1", "b0", "a2", "b1", "a3"])
    }

    @Test(
        "who finds the queue full is sent away at once, with the status that its library knows",
        arguments: [("/v1/chat/completions", 503), ("/v1/messages", 529)])
    func full(path: String, status: Int) throws {
        let stage = try stage(waiting: 2)
        for place in 0..<3 { _ = try stage.send(Stage.chat("\(place)")) }
        let body =
            path == "/v1/messages"
            ? #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]}"# : Stage.chat("x")
        let answer = try stage.ask(body, to: path, within: 0)
        #expect(answer.status == status && answer.code == "too_many_requests_waiting")
        #expect(answer.field("retry-after") == "1")
        #expect(stage.report().waiting == 2)
    }

    @Test(
        "nobody waits longer than the queue allows", arguments: [("/v1/chat/completions", 503), ("/v1/messages", 529)])
    func tooLong(path: String, status: Int) throws {
        let stage = try stage()
        stage.port.script = { _, _ in [.wait(15_000)] + Good.answer }
        _ = try stage.send(Stage.chat("first"))
        let body =
            path == "/v1/messages"
            ? #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]}"# : Stage.chat("x")
        let waiting = try stage.send(body, to: path)
        stage.advance(9999)
        #expect(try waiting.answer().status == 0)
        stage.advance(1)
        #expect(try waiting.answer().status == status)
        #expect(try waiting.answer().field("retry-after") == "1")
        stage.advance(10_000)
        #expect(stage.asked.count == 1 && stage.report().waiting == 0 && stage.report().inFlight == 0)
    }

    @Test("a client that says how long it waits does not wait longer in the queue")
    func clientDeadline() throws {
        let stage = try stage()
        stage.port.script = { _, _ in [.wait(15_000)] + Good.answer }
        _ = try stage.send(Stage.chat("first"))
        let waiting = try stage.send(Stage.chat("x"), to: "/v1/chat/completions", [("x-stainless-timeout", "3")])
        stage.advance(3000)
        #expect(try waiting.answer().status == 503)
    }

    @Test("a waiting client that leaves is never asked for, and its place is the next one's")
    func leaves() throws {
        let stage = try stage()
        _ = try stage.send(Stage.chat("0"))
        let leaving = try stage.send(Stage.chat("1"))
        let staying = try stage.send(Stage.chat("2"))
        stage.advance(500)
        leaving.leave()
        #expect(stage.report().waiting == 1)
        stage.advance(1500)
        #expect(texts(stage) == ["0", "2"])
        #expect(try staying.answer().status == 200)
        #expect(stage.report().inFlight == 0)
    }

    @Test("a client that is asked for and leaves makes room for one that waits")
    func leavesInFlight() throws {
        let stage = try stage()
        let leaving = try stage.send(Stage.chat("0"))
        let staying = try stage.send(Stage.chat("1"))
        stage.advance(500)
        leaving.leave()
        stage.advance(1000)
        #expect(texts(stage) == ["0", "1"])
        #expect(try staying.answer().status == 200)
    }

    @Test("with another provider that has room, nobody waits")
    func nextProvider() throws {
        let stage = try Stage(
            [StageMember(name: "alpha", mostConcurrent: 1), StageMember(name: "beta", model: "other")]
        ) { _, _ in [.wait(1000)] + Good.answer }
        _ = try stage.send(Stage.chat("0"))
        let second = try stage.send(Stage.chat("1"))
        stage.advance(1000)
        #expect(try second.answer().provider == "beta")
        #expect(try second.answer().field("x-isartor-attempts") == "alpha=busy")
        #expect(stage.port.asks.map(\.at) == [0, 0])
    }

    @Test(
        "a provider that shows overload gets seven tenths of what it had, and more again as it does well",
        arguments: [429, 503])
    func adapts(_ status: Int) throws {
        let stage = try Stage([StageMember(name: "alpha")], resilience: .init(maxRetries: 0)) { _, place in
            (6...9).contains(place) ? [.wait(500)] + Beat.refusal(status, "x") : [.wait(1000)] + Good.answer
        }
        for place in 0..<10 { _ = try stage.send(Stage.chat("\(place)")) }
        stage.advance(0)
        #expect(stage.report().inFlight == 10 && stage.report().limit == nil)
        stage.advance(500)
        #expect(stage.report().limit == 4)
        // The key rests after a rate limit; what is measured here is the load.
        stage.advance(60_000)
        let clients = try (10..<22).map { try stage.send(Stage.chat("\($0)")) }
        stage.advance(1)
        #expect(stage.report().inFlight == 4 && stage.report().waiting == 8)
        stage.advance(1000)
        #expect(stage.report().limit == 5)
        stage.advance(3000)
        for client in clients { #expect(try client.answer().status == 200) }
    }
}
