// SPDX-License-Identifier: Apache-2.0

import Settings
import TestKit
import Testing

@Suite("Providers with ways of their own, over sockets", .serialized, .timeLimit(.minutes(2)))
struct SpecialProviderTests {
    private static func ask(_ gateway: TestGateway, _ asker: Asker, _ words: String) async throws -> TestResponse {
        try await gateway.client.post(asker.path, asker.body(words))
    }

    // MARK: Azure

    @Test("Azure is asked at its deployment, with its version and its own header for the key")
    func azure() async throws {
        let dead = try ScriptedUpstream { _ in ScriptedUpstream.answer(500, ChatScript.error("down")) }
        let azure = try ScriptedUpstream { ChatScript.answer($0) }
        try await TestGateway.run(
            adjusting: { settings in
                settings.provider.url = dead.url + "/v1"
                settings.provider.fallbacks = [
                    ChainedProvider(
                        .azure, url: azure.url, model: "m", keys: [ProviderKeySettings(key: Secret("azure-key"))],
                        azureDeployment: "team-gpt", azureAPIVersion: "2024-10-21")
                ]
            },
            { gateway async throws in
                for asker in [Asker.chat, .chatStream, .messages, .geminiStream] {
                    asker.expectWhole(try await Self.ask(gateway, asker, "Azure \(asker)"))
                    let call = try #require(azure.calls.last)
                    #expect(
                        call.line.hasPrefix(
                            "POST /openai/deployments/m/chat/completions?api-version=2024-10-21")
                            || call.line.hasPrefix(
                                "POST /openai/deployments/team-gpt/chat/completions?api-version=2024-10-21"),
                        "\(call.line)")
                    #expect(call.header("api-key") == "azure-key")
                    #expect(call.header("authorization") == nil)
                    #expect(!call.head.contains(TestGateway.providerKey))
                }
            })
    }

    // MARK: Copilot

    private static func session(_ token: String, api: String, lasts seconds: Int = 1800) -> String {
        // Far enough from now, whenever now is.
        let end = 4_000_000_000 + seconds
        return #"{"token":"\#(token)","expires_at":\#(end),"endpoints":{"api":"\#(api)"}}"#
    }

    private static func runCopilot(
        tokens: ScriptedUpstream, api: ScriptedUpstream, _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        try await TestGateway.run(
            threads: 2,
            adjusting: { settings in
                settings.provider.name = .copilot
                settings.provider.url = api.url
                settings.provider.apiKey = Secret("ghu_github")
                settings.provider.copilotTokenURL = tokens.url + "/copilot_internal/v2/token"
            }, body)
    }

    @Test("Copilot's GitHub token buys one session, which goes along with all questions")
    func copilot() async throws {
        let api = try ScriptedUpstream { ChatScript.answer($0) }
        let url = api.url
        let tokens = try ScriptedUpstream { _ in ScriptedUpstream.answer(200, Self.session("session-1", api: url)) }
        try await Self.runCopilot(tokens: tokens, api: api) { gateway async throws in
            let askers = (0..<20).map { Asker.full[$0 % Asker.full.count] }
            let crowd = try await Crowd.ask(
                askers.enumerated().map { $0.element.request("Copilot \($0.offset)") }, port: gateway.client.port)
            for (asker, response) in zip(askers, try await crowd.responses()) { asker.expectWhole(response) }
            #expect(tokens.calls.count == 1)
            let exchange = try #require(tokens.calls.first)
            #expect(exchange.line == "GET /copilot_internal/v2/token HTTP/1.1")
            #expect(exchange.header("authorization") == "token ghu_github")
            for call in api.calls {
                #expect(call.line.hasPrefix("POST /chat/completions"))
                #expect(call.header("authorization") == "Bearer session-1")
                #expect(call.header("editor-version") != nil && call.header("copilot-integration-id") == "vscode-chat")
                #expect(!call.head.contains("ghu_github"))
            }
        }
    }

    @Test("a GitHub token that is refused is told as such, and Copilot is not asked")
    func copilotRefused() async throws {
        let api = try ScriptedUpstream { ChatScript.answer($0) }
        let tokens = try ScriptedUpstream { _ in ScriptedUpstream.answer(401, #"{"message":"Bad credentials"}"#) }
        try await Self.runCopilot(tokens: tokens, api: api) { gateway async throws in
            for asker in [Asker.chat, .chatStream, .messages] {
                let response = try await Self.ask(gateway, asker, "Refused \(asker)")
                #expect([401, 429, 503].contains(response.status), "\(response.text)")
                #expect(response.text.contains(asker.errorMark))
            }
            #expect(api.calls.isEmpty)
        }
    }

    @Test("a session that Copilot takes no more is exchanged anew, and the token stays in use")
    func copilotSessionEnds() async throws {
        let api = try ScriptedUpstream { call in
            call.header("authorization") == "Bearer session-1"
                ? ScriptedUpstream.answer(401, ChatScript.error("token expired")) : ChatScript.answer(call)
        }
        let url = api.url
        let count = Counter()
        let tokens = try ScriptedUpstream { _ in
            ScriptedUpstream.answer(200, Self.session("session-\(count.next())", api: url))
        }
        try await Self.runCopilot(tokens: tokens, api: api) { gateway async throws in
            for round in 0..<3 {
                Asker.chat.expectWhole(try await Self.ask(gateway, .chat, "Ends \(round)"))
            }
            #expect(tokens.calls.count == 2)
        }
    }

    @Test("a session that is refused again and again is not asked for without end")
    func copilotNeverWorks() async throws {
        let api = try ScriptedUpstream { _ in ScriptedUpstream.answer(401, ChatScript.error("no")) }
        let url = api.url
        let tokens = try ScriptedUpstream { _ in ScriptedUpstream.answer(200, Self.session("session", api: url)) }
        try await Self.runCopilot(tokens: tokens, api: api) { gateway async throws in
            #expect(try await Self.ask(gateway, .chat, "Never").status == 401)
            #expect(api.calls.count == 2 && tokens.calls.count == 2)
        }
    }

    // MARK: Bedrock

    @Test(
        "AWS credentials for a host without a region are refused in words, and nothing is sent",
        arguments: [Asker.chat, .chatStream, .messages])
    func bedrock(_ asker: Asker) async throws {
        let upstream = try ScriptedUpstream { ChatScript.answer($0) }
        try await TestGateway.run(
            adjusting: { settings in
                settings.provider.name = .bedrock
                settings.provider.url = upstream.url + "/openai/v1"
                settings.provider.apiKey = Secret("AKIAEXAMPLE:secretsecretsecret")
            },
            { gateway async throws in
                let response = try await Self.ask(gateway, asker, "Bedrock")
                #expect((500..<600).contains(response.status), "\(response.status) \(response.text)")
                #expect(response.text.contains("region"), "\(response.text)")
                #expect(!response.text.contains("secretsecret") && !response.text.contains("AKIA"))
                #expect(upstream.calls.isEmpty)
            })
    }

    @Test("a key of Bedrock's own goes to the same host as a bearer's")
    func bedrockKey() async throws {
        let upstream = try ScriptedUpstream { ChatScript.answer($0) }
        try await TestGateway.run(
            adjusting: { settings in
                settings.provider.name = .bedrock
                settings.provider.url = upstream.url + "/openai/v1"
                settings.provider.apiKey = Secret("bedrock-api-key")
            },
            { gateway async throws in
                Asker.chat.expectWhole(try await Self.ask(gateway, .chat, "Bedrock"))
                #expect(upstream.calls.first?.header("authorization") == "Bearer bedrock-api-key")
            })
    }
}
