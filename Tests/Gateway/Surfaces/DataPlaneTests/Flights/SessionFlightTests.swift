// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Sessions and the provider whose prompt cache is warm, on a virtual clock")
struct SessionFlightTests {
    /// A stage whose primary fails once, at the first question.
    private func stage(keys: Int = 1) throws -> Stage {
        try Stage(
            [StageMember(name: "alpha", keys: keys), StageMember(name: "beta", keys: keys, model: "other")],
            resilience: .init(maxRetries: 0)
        ) { _, place in place == 0 ? Beat.refusal(500, "server_error") : Good.answer }
    }

    private func provider(_ stage: Stage, _ text: String, _ session: String?) throws -> String? {
        try stage.ask(
            Stage.chat(text), to: "/v1/chat/completions", session.map { [("x-isartor-session-id", $0)] } ?? []
        ).provider
    }

    @Test("a session stays with the fallback that answered it while it is in use, and five minutes longer")
    func stays() throws {
        let stage = try stage()
        #expect(try provider(stage, "first", "s") == "beta")
        for place in 0..<5 {
            stage.advance(299_000)
            #expect(try provider(stage, "again \(place)", "s") == "beta")
        }
        stage.advance(300_000)
        #expect(try provider(stage, "late", "s") == "alpha")
        #expect(try provider(stage, "later", "s") == "alpha")
    }

    @Test("other sessions, and requests without one, go to the primary as soon as it is back")
    func others() throws {
        let stage = try stage()
        #expect(try provider(stage, "first", "s") == "beta")
        #expect(try provider(stage, "second", "t") == "alpha")
        #expect(try provider(stage, "third", nil) == "alpha")
        #expect(try provider(stage, "fourth", "s") == "beta")
    }

    @Test("a session whose fallback fails goes on with the primary, and stays there")
    func moves() throws {
        let stage = try stage()
        #expect(try provider(stage, "first", "s") == "beta")
        stage.port.script = { ask, _ in ask.name == "beta-1" ? [.fail(.unreachable)] : Good.answer }
        #expect(try provider(stage, "second", "s") == "alpha")
        stage.port.script = { _, _ in Good.answer }
        #expect(try provider(stage, "third", "s") == "alpha")
    }

    @Test("a session stays with its key while other requests take turns")
    func key() throws {
        let stage = try Stage([StageMember(name: "alpha", keys: 3)]) { _, _ in Good.answer }
        for place in 0..<6 {
            _ = try provider(stage, "s \(place)", "s")
            _ = try provider(stage, "none \(place)", nil)
        }
        try #require(stage.asked.count == 12)
        let own = stride(from: 0, to: 12, by: 2).map { stage.asked[$0] }
        #expect(own == Array(repeating: "alpha-1", count: 6))
        #expect(Set(stage.asked) == ["alpha-1", "alpha-2", "alpha-3"])
    }

    @Test("a choice by header outweighs the session")
    func selection() throws {
        let stage = try stage()
        #expect(try provider(stage, "first", "s") == "beta")
        let answer = try stage.ask(
            Stage.chat("second"), to: "/v1/chat/completions",
            [("x-isartor-session-id", "s"), ("x-isartor-provider", "alpha")])
        #expect(answer.provider == "alpha")
    }
}
