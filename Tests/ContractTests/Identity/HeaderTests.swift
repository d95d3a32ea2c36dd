// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Headers and identity, over sockets")
struct HeaderTests {
    @Test("each header does to the identity what the table says", arguments: [ProviderName.openAI, .anthropic])
    func rows(_ provider: ProviderName) async throws {
        let keys = ["key-of-alice", "key-of-bob", "key-of-carol"].enumerated().map {
            NamedGatewayKey(name: "n\($0.offset)", key: Secret($0.element))
        }
        try await TestGateway.run(provider: provider) { settings in
            settings.authentication.namedKeys = keys
        } _: { gateway in
            for (number, row) in HeaderRow.all.enumerated() {
                func layer(_ value: String?) async throws -> String? {
                    var headers = [("content-type", "application/json")]
                    if row.kind != .principal { headers.append(("authorization", "Bearer key-of-carol")) }
                    if let value { headers.append((row.probe.name, value)) }
                    if value == nil, row.kind == .principal { headers.append(("x-api-key", "key-of-carol")) }
                    let path = provider == .anthropic ? "/v1/messages" : "/v1/chat/completions"
                    let response = try await gateway.client.post(path, Self.question(number), headers: headers)
                    #expect(response.status == 200, "\(row.name): \(response.text)")
                    return response.layer
                }
                let (without, one, again, other) = try await (
                    layer(nil), layer(row.probe.one), layer(row.probe.one), layer(row.probe.other)
                )
                let isIgnored = row.kind == .ignored || row.kind == .control
                #expect(without == "l3", "\(row.name)")
                #expect(one == (isIgnored ? "l1a" : "l3"), "\(row.name)")
                #expect(again == "l1a", "\(row.name)")
                #expect(other == (isIgnored ? "l1a" : "l3"), "\(row.name)")
            }
        }
    }

    @Test("which header carries a gateway key does not matter")
    func carriers() async throws {
        try await TestGateway.run { settings in
            settings.authentication.gatewayKey = Secret("gateway-key-1")
        } _: { gateway in
            var layers: [String?] = []
            for header in [
                ("x-api-key", "gateway-key-1"), ("Authorization", "Bearer gateway-key-1"),
                ("x-goog-api-key", "gateway-key-1"),
            ] {
                layers.append(
                    try await gateway.client.post("/v1/chat/completions", Self.question(0), headers: [header]).layer)
            }
            #expect(layers == ["l3", "l1a", "l1a"])
        }
    }

    @Test("what a client sends as its own key does not matter while the operator's key is used")
    func unusedCredentials() async throws {
        try await TestGateway.run { gateway in
            var layers: [String?] = []
            for key in ["sk-one", "sk-two"] {
                layers.append(
                    try await gateway.client.post(
                        "/v1/chat/completions", Self.question(0), headers: [("authorization", "Bearer \(key)")]
                    ).layer)
            }
            #expect(layers == ["l3", "l1a"])
        }
    }

    @Test("keys that are forwarded to the provider keep their holders apart")
    func forwardedKeys() async throws {
        try await TestGateway.run { settings in
            settings.provider.apiKey = nil
        } _: { gateway in
            var layers: [String?] = []
            for key in ["sk-one", "sk-two", "sk-one"] {
                layers.append(
                    try await gateway.client.post(
                        "/v1/chat/completions", Self.question(0), headers: [("authorization", "Bearer \(key)")]
                    ).layer)
            }
            #expect(layers == ["l3", "l3", "l1a"])
        }
    }

    @Test("a query that the provider sees counts, beta=true of Anthropic's old clients does not")
    func queries() async throws {
        try await TestGateway.run(provider: .anthropic) { gateway in
            var layers: [String?] = []
            for query in ["", "?beta=true", "?", "?region=eu", "?region=us", "?beta=true&region=eu"] {
                layers.append(try await gateway.client.post("/v1/messages\(query)", Self.question(0)).layer)
            }
            #expect(layers == ["l3", "l1a", "l1a", "l3", "l3", "l1a"])
        }
    }

    @Test("a session by header: blank or different ids are kept apart, each header with its own")
    func sessionHeaders() async throws {
        try await TestGateway.run { gateway in
            let asked: [(headers: [(String, String)], layer: String)] = [
                ([("x-session-id", "a"), ("x-thread-id", "b")], "l3"),
                ([("x-thread-id", "b"), ("x-session-id", "a")], "l1a"),
                ([("x-session-id", "b"), ("x-thread-id", "a")], "l3"),
                ([("x-thread-id", "b"), ("x-conversation-id", "a")], "l3"),
                ([("x-session-id", "c"), ("x-thread-id", "c")], "l3"),
                ([("x-isartor-session-id", "c")], "l1a"),
                ([("x-session-id", " ")], "l3"), ([("x-session-id", " ")], "l3"),
                ([("x-session-id", "a"), ("x-thread-id", "")], "l3"),
                ([("x-session-id", "a"), ("x-thread-id", "")], "l3"),
            ]
            for (headers, layer) in asked {
                let response = try await gateway.client.post(
                    "/v1/chat/completions", Self.question(1), headers: headers)
                #expect(response.layer == layer, "\(headers)")
            }
        }
    }

    private static func question(_ number: Int) -> String {
        #"{"model":"gpt-4o-mini","max_tokens":500,"messages":[{"role":"user","content":"Question \#(number)"}]}"#
    }
}
