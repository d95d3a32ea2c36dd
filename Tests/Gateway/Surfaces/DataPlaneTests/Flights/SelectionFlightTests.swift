// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Which providers a request may go to")
struct SelectionFlightTests {
    private static let openAI = [
        StageMember(name: "alpha", formats: [.openAIChat, .openAIResponses]),
        StageMember(name: "beta", formats: [.openAIChat, .openAIResponses], model: "other"),
    ]
    private static let down = Beat.refusal(500, "server_error")

    // MARK: What stays with one provider

    @Test("a request that refers to state is asked where the state is, and nowhere else")
    func state() throws {
        let stage = try Stage(Self.openAI) { _, _ in Self.down }
        let body = #"{"model":"m","input":"Hi","previous_response_id":"resp_1"}"#
        let answer = try stage.ask(body, to: "/v1/responses")
        #expect(answer.status == 500 && answer.code == "server_error")
        #expect(Set(stage.asked) == ["alpha-1"])
        // Not even when the breaker is open and others are well.
        for _ in 0..<3 { _ = try stage.ask(body, to: "/v1/responses") }
        #expect(Set(stage.asked) == ["alpha-1"])
        #expect(try stage.ask(#"{"model":"m","input":"Hi"}"#, to: "/v1/responses").code == "all_providers_failed")
    }

    @Test("state is looked for at the first provider that keeps any")
    func stateOwner() throws {
        let stage = try Stage([StageMember(name: "alpha", formats: [.anthropicMessages])] + Self.openAI.suffix(1)) {
            _, _ in
            Beat.json(200, Good.responses)
        }
        let body = #"{"model":"m","input":"Hi","previous_response_id":"resp_1"}"#
        #expect(try stage.ask(body, to: "/v1/responses").provider == "beta")
        #expect(stage.asked == ["beta-1"])
    }

    @Test("embeddings are asked of the first provider only: another model's vectors mean something else")
    func embeddings() throws {
        let stage = try Stage(Self.openAI) { _, _ in Self.down }
        let answer = try stage.ask(#"{"model":"m","input":"Hi"}"#, to: "/v1/embeddings")
        #expect(answer.status == 500 && answer.code == "server_error")
        #expect(stage.asked == ["alpha-1", "alpha-1", "alpha-1"])
        #expect(stage.port.asks.allSatisfy { $0.target == "/v1/embeddings" })
        stage.port.script = { _, _ in Beat.json(200, Good.embeddings) }
        #expect(try stage.ask(#"{"model":"m","input":"Ho"}"#, to: "/v1/embeddings").body == Good.embeddings)
        #expect(stage.cache.statistics.entries == 0)
    }

    @Test("what one provider's format cannot say goes to the next whose format can")
    func inexpressible() throws {
        let stage = try Stage(
            [StageMember(name: "alpha", formats: [.anthropicMessages]), StageMember(name: "beta", model: "other")]
        ) { ask, _ in ask.name == "beta-1" ? Good.answer : Beat.json(200, Good.messages) }
        let answer = try stage.ask(Stage.chat(more: #","n":2"#))
        #expect(answer.status == 200 && answer.provider == "beta" && answer.body == Good.chat)
        #expect(answer.field("x-isartor-attempts") == "alpha=not_translatable")
        #expect(stage.asked == ["beta-1"])
        #expect(stage.report().requests == 1 && stage.report().errors == 0 && stage.report().inFlight == 0)
        #expect(try stage.ask().provider == "alpha")
    }

    @Test("what no provider's format can say is the client's to change")
    func inexpressibleEverywhere() throws {
        let stage = try Stage(["alpha", "beta"].map { StageMember(name: $0, formats: [.anthropicMessages]) }) { _, _ in
            Beat.json(200, Good.messages)
        }
        let answer = try stage.ask(Stage.chat(more: #","n":2"#))
        #expect(answer.status == 400 && answer.code == "not_translatable")
        #expect(stage.asked.isEmpty)
    }

    @Test("a fallback of another format gets the question in its own, and the client its answer in the client's")
    func translated() throws {
        let stage = try Stage(
            [StageMember(name: "alpha"), StageMember(name: "beta", formats: [.anthropicMessages], model: "claude")]
        ) { ask, _ in ask.name == "alpha-1" ? [.fail(.unreachable)] : Beat.json(200, Good.messages) }
        let answer = try stage.ask()
        #expect(answer.status == 200 && answer.provider == "beta")
        #expect(answer.body.contains("\"object\":\"chat.completion\"") && answer.body.contains("Good."))
        #expect(stage.port.asks.map(\.target) == ["/v1/chat/completions", "/v1/messages"])
        #expect(stage.port.asks.map(\.model) == ["m", "claude"])
        #expect(answer.field("x-isartor-attempts") == "alpha=unreachable")
    }

    // MARK: Models

    @Test("a fallback is sent what its map has for the model, else its own")
    func mapping() throws {
        let members = [
            StageMember(name: "alpha", modelMap: ["big": "alpha-big"]),
            StageMember(name: "beta", model: "beta-usual", modelMap: ["big": "beta-big"]),
        ]
        let stage = try Stage(members) { ask, _ in ask.host.hasPrefix("alpha") ? [.fail(.unreachable)] : Good.answer }
        _ = try stage.ask(Stage.chat(model: "big"))
        _ = try stage.ask(Stage.chat(model: "small"))
        #expect(stage.port.asks.map(\.model) == ["alpha-big", "beta-big", "small", "beta-usual"])
    }

    @Test("a fallback's answer is kept only if it is the very model that was asked for", arguments: [false, true])
    func keeping(_ streams: Bool) throws {
        for (own, entries) in [("m", 1), ("other", 0)] {
            let stage = try Stage(
                [StageMember(name: "alpha"), StageMember(name: "beta", model: "usual", modelMap: ["m": own])]
            ) { ask, _ in ask.host.hasPrefix("alpha") ? [.fail(.unreachable)] : streams ? Good.streamed : Good.answer }
            for _ in 0..<2 { #expect(try stage.ask(Stage.chat(streams: streams)).status == 200) }
            #expect(stage.cache.statistics.entries == entries)
            #expect(stage.asked.filter { $0 == "beta-1" }.count == 2 - entries)
        }
    }

    // MARK: Headers

    private func asked(_ header: String, _ value: String, _ failing: Set<String> = []) throws -> (StageAnswer, [String])
    {
        let stage = try Stage(["alpha", "beta", "gamma"].map { StageMember(name: $0) }) { ask, _ in
            failing.contains(String(ask.name.prefix { $0 != "-" })) ? Beat.refusal(429, "x") : Good.answer
        }
        let answer = try stage.ask(to: "/v1/chat/completions", [(header, value)])
        #expect(stage.port.asks.allSatisfy { !$0.body.contains("isartor") })
        return (answer, stage.asked)
    }

    @Test("only the providers that a client names are asked, in its order")
    func only() throws {
        #expect(try asked("x-isartor-provider", "beta").1 == ["beta-1"])
        #expect(try asked("X-Isartor-Provider", "GAMMA, alpha", ["gamma"]).1 == ["gamma-1", "alpha-1"])
        let (answer, asks) = try asked("x-isartor-provider", "beta", ["beta"])
        #expect(asks == ["beta-1"] && answer.status == 429)
        #expect(try asked("x-isartor-provider", "gamma,beta", ["gamma", "beta"]).0.code == "all_providers_failed")
    }

    @Test("a provider that a client excludes is not asked, not even as the last one")
    func except() throws {
        #expect(try asked("x-isartor-provider-exclude", "alpha").1 == ["beta-1"])
        #expect(try asked("x-isartor-provider-exclude", "alpha, gamma", ["beta"]).1 == ["beta-1"])
        let (answer, asks) = try asked("x-isartor-provider-exclude", "alpha,beta,gamma")
        #expect(answer.status == 503 && answer.code == "provider_not_configured" && asks.isEmpty)
    }

    @Test(
        "a name that is no provider's is an error that names those there are",
        arguments: ["x-isartor-provider", "x-isartor-provider-exclude"])
    func unknown(_ header: String) throws {
        let (answer, asks) = try asked(header, "alpha,delta")
        #expect(answer.status == 400 && answer.code == "unknown_provider" && asks.isEmpty)
        #expect(answer.body.contains("alpha, beta, gamma"))
    }
}
