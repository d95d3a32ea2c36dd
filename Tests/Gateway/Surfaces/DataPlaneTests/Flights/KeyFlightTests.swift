// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Keys of one provider, on a virtual clock")
struct KeyFlightTests {
    @Test("a key that is refused is out for ten minutes, then tried once, and back when it works")
    func rejected() throws {
        let stage = try Stage([StageMember(name: "alpha", keys: 2)]) { ask, place in
            ask.name == "alpha-1" && ask.at < 1_300_000 ? Beat.refusal(401, "invalid_api_key") : Good.answer
        }
        for place in 0..<5 { #expect(try stage.ask(Stage.chat("\(place)")).status == 200) }
        #expect(stage.asked == ["alpha-1"] + Array(repeating: "alpha-2", count: 5))
        #expect(stage.report().keys.map(\.isRejected) == [true, false])
        // One request tries it again, and nobody else for another ten minutes.
        stage.advance(600_000)
        for place in 5..<10 { #expect(try stage.ask(Stage.chat("\(place)")).status == 200) }
        #expect(stage.asked.dropFirst(6).filter { $0 == "alpha-1" }.count == 1)
        stage.advance(800_000)
        for place in 10..<14 { #expect(try stage.ask(Stage.chat("\(place)")).status == 200) }
        #expect(stage.asked.suffix(4).filter { $0 == "alpha-1" }.count == 2)
        #expect(stage.report().keys.map(\.isRejected) == [false, false])
        #expect(stage.report().keys.map(\.restsFor) == [nil, nil])
    }

    @Test("no key is in anything that a client or an operator reads")
    func masked() throws {
        for status in [401, 403, 429, 500] {
            let stage = try Stage([StageMember(name: "alpha", keys: 2), StageMember(name: "beta", keys: 2)]) { _, _ in
                Beat.refusal(status, "x")
            }
            let answer = try stage.ask()
            #expect(answer.status >= 400)
            #expect(stage.port.asks.allSatisfy { $0.key.hasPrefix(StageMember.secret) })
            #expect(!answer.wire.contains(StageMember.secret))
            #expect(!"\(stage.states.reports(now: stage.now))".contains(StageMember.secret))
        }
    }

    @Test("keys take turns")
    func roundRobin() throws {
        let stage = try Stage([StageMember(name: "alpha", keys: 3)]) { _, _ in Good.answer }
        for place in 0..<6 { _ = try stage.ask(Stage.chat("\(place)")) }
        #expect(stage.asked == ["alpha-1", "alpha-2", "alpha-3", "alpha-1", "alpha-2", "alpha-3"])
    }

    @Test("with priorities the first key is used until it rests, and again as soon as it does not")
    func priority() throws {
        let stage = try Stage([StageMember(name: "alpha", keys: 2, strategy: .priority)]) { _, place in
            place == 2 ? Beat.refusal(429, "rate_limit_exceeded", [("retry-after", "30")]) : Good.answer
        }
        for place in 0..<5 { #expect(try stage.ask(Stage.chat("\(place)")).status == 200) }
        #expect(stage.asked == ["alpha-1", "alpha-1", "alpha-1", "alpha-2", "alpha-2", "alpha-2"])
        stage.advance(30_000)
        _ = try stage.ask(Stage.chat("later"))
        #expect(stage.asked.last == "alpha-1")
    }

    @Test("the last provider's rejected keys are tried again when nothing else is left, and the client hears the truth")
    func lastResort() throws {
        let stage = try Stage([StageMember(name: "alpha")]) { _, place in
            place == 0 ? Beat.refusal(401, "invalid_api_key") : Good.answer
        }
        #expect(try stage.ask(Stage.chat("one")).status == 401)
        #expect(try stage.ask(Stage.chat("two")).status == 200)
        #expect(stage.asked == ["alpha-1", "alpha-1"])
        #expect(stage.report().keys.map(\.isRejected) == [false])
    }

    @Test("each provider gets its own keys and no other's, whatever happens", arguments: FailureClass.allCases)
    func ownKeys(_ failure: FailureClass) throws {
        let scene = try #require(FailureScene(failure, .json))
        let stage = try Stage(FailureChain.twoProvidersTwoKeys.members) { _, place in
            scene.beats(mark: "LOST-\(place).")
        }
        for place in 0..<4 { _ = try stage.ask(Stage.chat("\(place)")) }
        for ask in stage.port.asks {
            #expect(ask.host == ask.name.prefix { $0 != "-" } + ".example")
            #expect(ask.key == StageMember.secret + ask.name)
        }
    }
}
