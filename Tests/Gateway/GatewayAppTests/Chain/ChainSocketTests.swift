// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("A chain of providers over sockets", .serialized, .timeLimit(.minutes(2)))
struct ChainSocketTests {
    /// A gateway whose first provider is `first` and whose second is a fake upstream of a family.
    private static func run(
        _ first: String, second: ProviderName,
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        try await TestGateway.run(
            threads: 2,
            adjusting: { settings in
                let url = settings.provider.url
                settings.provider.name = .openAICompatible
                settings.provider.url = first
                settings.provider.fallbacks = [
                    ChainedProvider(
                        second, url: url, model: "other", keys: [ProviderKeySettings(key: Secret("sk-second"))])
                ]
            }, body)
    }

    private static let askers: [Asker] = [.chat, .chatStream, .messages, .messagesStream, .geminiStream, .responses]

    @Test(
        "when the first is killed the second answers, of the same family or another",
        arguments: askers, [ProviderName.openAI, .anthropic, .gemini])
    func killed(_ asker: Asker, _ second: ProviderName) async throws {
        let first = try await FakeUpstream.start(FakeUpstreamConfiguration())
        try await Self.run("http://127.0.0.1:\(first.port)/v1", second: second) { gateway async throws in
            let before = try await gateway.client.post(asker.path, asker.body("Before"))
            #expect(before.status == 200 && before.header("x-isartor-provider") == "openai-compatible")
            #expect(before.header("x-isartor-attempts") == nil)
            try await first.stop()
            for round in 0..<3 {
                let after = try await gateway.client.post(asker.path, asker.body("After \(round)"))
                #expect(after.status == 200 && after.isComplete, "\(after.text)")
                #expect(after.text.contains("Fake answer"))
                #expect(after.header("x-isartor-provider") == second.rawValue)
                #expect(after.header("x-isartor-attempts") == "openai-compatible=unreachable")
            }
            #expect(gateway.upstreamCalls == 3)
            let bodies = gateway.upstream.requests.map { $0.target + String(decoding: $0.body, as: UTF8.self) }
            #expect(bodies.allSatisfy { $0.contains("other") })
        }
    }

    @Test(
        "a stream that fails before its first useful event is another provider's, whole",
        arguments: [Asker.chatStreamPlain, .messagesStream, .geminiStream], [ProviderName.openAI, .anthropic])
    func failsBefore(_ asker: Asker, _ second: ProviderName) async throws {
        let first = try ScriptedUpstream { _ in
            ScriptedUpstream.answer(
                200, ": thinking\n\ndata: \(ChatScript.error("broke"))\n\n", type: "text/event-stream")
        }
        try await Self.run(first.url + "/v1", second: second) { gateway async throws in
            let response = try await gateway.client.post(asker.path, asker.body("Whole"))
            #expect(response.status == 200 && response.isComplete)
            #expect(response.header("x-isartor-provider") == second.rawValue)
            #expect(!response.text.contains("broke") && !response.text.contains("thinking"))
            // As the second alone would have answered.
            let alone = try await gateway.client.post(
                asker.path, asker.body("Whole"), headers: [("x-isartor-provider", second.rawValue)])
            #expect(EventText(response.text).events.count == EventText(alone.text).events.count)
            #expect(gateway.upstreamCalls == 2)
        }
    }

    @Test(
        "a stream that is cut after its first useful event ends with an error, and nobody else is asked",
        arguments: [Asker.chatStreamPlain, .messagesStream, .geminiStream, .responsesStream])
    func cutAfter(_ asker: Asker) async throws {
        let first = try ScriptedUpstream()
        try await Self.run(first.url + "/v1", second: .openAI) { gateway async throws in
            let crowd = try await Crowd.ask([asker.request("Cut")], port: gateway.client.port)
            let call = try await first.call()
            call.open()
            call.chunk(ChatScript.delta(ChatScript.words[0]))
            _ = try await TestClient.blocking { try crowd.sockets[0].receive(1) }
            call.cut()
            let text = try await TestClient.blocking {
                var text = ""
                while !text.hasSuffix("0\r\n\r\n") {
                    let bytes = try crowd.sockets[0].receive()
                    if bytes.isEmpty { break }
                    text += String(decoding: bytes, as: UTF8.self)
                }
                return text
            }
            #expect(text.contains("error") && text.hasSuffix("0\r\n\r\n"), "\(text)")
            #expect(!text.contains("You said"))
            #expect(gateway.upstreamCalls == 0)
            crowd.leave()
        }
    }
}
