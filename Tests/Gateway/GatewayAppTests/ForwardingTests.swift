// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("The client's own provider key", .serialized, .timeLimit(.minutes(2)))
struct ForwardingTests {
    private static let gateKey = "gate-key-for-tests-0001"

    private static func withoutKey(_ settings: inout Settings) { settings.provider.apiKey = nil }

    @Test("without an operator's key it goes to the configured host, and owns what is kept")
    func forwarded() async throws {
        for door in [Door.chat, .messages] {
            try await TestGateway.run(provider: door.provider, adjusting: Self.withoutKey) { gateway async throws in
                func ask(_ key: String) async throws -> TestResponse {
                    let header = door == .chat ? ("authorization", "Bearer \(key)") : ("x-api-key", key)
                    return try await gateway.client.post(door.path, door.body(), headers: [header])
                }
                #expect(try await ask("sk-client-one").layer == "l3")
                let seen = try #require(gateway.upstream.requests.last)
                #expect(seen.header("authorization") == (door == .chat ? "Bearer sk-client-one" : nil))
                #expect(seen.header("x-api-key") == (door == .chat ? nil : "sk-client-one"))
                #expect(try await ask("sk-client-two").layer == "l3")
                #expect(try await ask("sk-client-one").layer == "l1a")
                #expect(gateway.upstreamCalls == 2)
                // Nobody reads what somebody's key paid for.
                #expect(try await gateway.client.post(door.path, door.body()).layer == "l3")
            }
        }
    }

    @Test("with an operator's key it stays here, and all clients without a gateway key are one")
    func operatorsKey() async throws {
        for door in [Door.chat, .messages] {
            try await TestGateway.run(provider: door.provider) { gateway async throws in
                for (number, key) in ["sk-client-one", "sk-client-two"].enumerated() {
                    let headers = [("authorization", "Bearer \(key)"), ("x-api-key", key), ("x-goog-api-key", key)]
                    let response = try await gateway.client.post(door.path, door.body(), headers: headers)
                    #expect(response.layer == (number == 0 ? "l3" : "l1a"))
                }
                let seen = try #require(gateway.upstream.requests.last)
                #expect(seen.headers.allSatisfy { !$0.value.contains("sk-client") })
                #expect(
                    seen.header(door == .chat ? "authorization" : "x-api-key")?.hasSuffix(TestGateway.providerKey)
                        == true)
            }
        }
    }

    @Test("it is told apart from the gateway's key, which never leaves")
    func besideGatewayKey() async throws {
        let adjust: @Sendable (inout Settings) -> Void = { settings in
            settings.provider.apiKey = nil
            settings.authentication.gatewayKey = Secret(Self.gateKey)
        }
        try await TestGateway.run(provider: .anthropic, adjusting: adjust) { gateway async throws in
            let headers = [("authorization", "Bearer \(Self.gateKey)"), ("x-api-key", "sk-client-one")]
            #expect(try await gateway.client.post("/v1/messages", Door.messages.body(), headers: headers).status == 200)
            let seen = try #require(gateway.upstream.requests.last)
            #expect(seen.header("x-api-key") == "sk-client-one")
            #expect(seen.header("authorization") == nil)
            #expect(seen.headers.allSatisfy { !$0.value.contains(Self.gateKey) })
            // Alone, the gateway's key is nobody's provider key.
            let alone = try await gateway.client.post(
                "/v1/messages", Door.messages.body("Another"), headers: [("x-api-key", Self.gateKey)])
            #expect(alone.status == 200)
            #expect(gateway.upstream.requests.last?.headers.allSatisfy { !$0.value.contains(Self.gateKey) } == true)
        }
    }

    @Test("it never goes to a provider of another family")
    func otherFamily() async throws {
        for (provider, door) in [(ProviderName.openAI, Door.messages), (.anthropic, .chat)] {
            // A provider that was written down without a key is asked without one, in its own format.
            try await TestGateway.run(
                provider: provider,
                adjusting: { $0.provider.apiKey = nil },
                { gateway async throws in
                    let headers = [("authorization", "Bearer sk-client-one"), ("x-api-key", "sk-client-two")]
                    let response = try await gateway.client.post(door.path, door.body(), headers: headers)
                    #expect(response.status == 200)
                    let seen = try #require(gateway.upstream.requests.last)
                    #expect(seen.headers.allSatisfy { !$0.value.contains("sk-client") })
                    #expect(response.header("x-isartor-translation") != nil)
                })
            // Offline, so that the attempt to reach the family's own host shows without a network.
            try await TestGateway.run(
                provider: provider,
                adjusting: { settings in
                    settings.provider.isOffline = true
                    settings.provider.apiKey = nil
                    settings.provider.url = nil
                },
                { gateway async throws in
                    let headers = [("authorization", "Bearer sk-client-one")]
                    let response = try await gateway.client.post(door.path, door.body(), headers: headers)
                    try ErrorShape.expect(response, door, status: 503, code: "offline_mode_active")
                    let without = try await gateway.client.post(door.path, door.body())
                    try ErrorShape.expect(without, door, status: 503, code: "provider_not_configured")
                    #expect(gateway.upstream.ledger.connectionsOpened == 0)
                })
        }
    }

    @Test("the native surface forwards none")
    func native() async throws {
        try await TestGateway.run(adjusting: Self.withoutKey) { gateway async throws in
            let headers = [("authorization", "Bearer sk-client-one"), ("x-api-key", "sk-client-one")]
            #expect(
                try await gateway.client.post("/api/chat", Door.nativeOpenAI.body(), headers: headers).status == 200)
            #expect(gateway.upstream.requests.last?.headers.allSatisfy { !$0.value.contains("sk-client") } == true)
        }
    }

    @Test("no other header of a client that could hold a secret of the gateway's goes upstream")
    func otherHeaders() async throws {
        try await TestGateway.run { gateway async throws in
            let hidden = [
                ("cookie", "session=1"), ("api-key", "k"), ("proxy-authorization", "Basic eA=="), ("te", "trailers"),
                ("x-isartor-cache", "default"), ("x-isartor-session-id", "s"), ("referer", "http://localhost/"),
                ("connection", "x-hop"), ("x-hop", "1"), ("keep-alive", "timeout=5"), ("accept-encoding", "gzip"),
            ]
            let shown = [("user-agent", "tool/1"), ("x-stainless-lang", "js"), ("openai-beta", "a=1"), ("x-mine", "2")]
            #expect(
                try await gateway.client.post("/v1/chat/completions", Door.chat.body(), headers: hidden + shown).status
                    == 200)
            let seen = try #require(gateway.upstream.requests.last)
            for (name, value) in hidden { #expect(seen.header(name) != value, "\(name)") }
            for (name, value) in shown { #expect(seen.header(name) == value, "\(name)") }
        }
    }
}
