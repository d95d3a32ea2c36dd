// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import TestKit
import Testing

@Suite("Page of the providers", .timeLimit(.minutes(1)))
struct ProvidersPageTests {
    private static let path = "/debug/providers"

    private static let pooled: @Sendable (inout Settings) -> Void = { settings in
        settings.provider.moreKeys = [
            ProviderKeySettings(key: Secret("sk-second-canary-9876543210"), priority: 2, label: "spare")
        ]
        settings.provider.fallbacks = [
            ChainedProvider(
                .anthropic, url: settings.provider.url, model: "claude",
                keys: [
                    ProviderKeySettings(key: Secret("sk-third-canary-1234567890"))
                ])
        ]
    }

    @Test("the page tells counts, health, keys and breakers of every member, and no key")
    func page() async throws {
        try await TestGateway.run(adjusting: Self.pooled) { gateway async throws in
            let before = try await gateway.client.send("GET", Self.path)
            #expect(before.text.contains(#""name":"openai","active":true,"status":"unknown""#), "\(before.text)")
            #expect(before.text.contains(#""name":"anthropic","active":false,"status":"unknown""#))
            _ = try await gateway.client.post(
                Door.chat.path, Door.chat.body(), headers: [("x-fake-upstream", "fault=status-429; retry-after=30")])
            _ = try await gateway.client.post(Door.chat.path, Door.chat.body("another"))
            let page = try await gateway.client.send("GET", Self.path)
            #expect(page.status == 200 && page.header("content-type") == "application/json")
            let text = page.text
            #expect(text.contains(#""status":"cooling_down""#) && text.contains(#""rate_limit_total":1"#), "\(text)")
            #expect(text.contains(#""cooldown_until":"20"#) && text.contains(#""last_used":"20"#))
            #expect(text.contains(#""label":"spare""#) && text.contains(#""masked_key":"sk-s…3210""#))
            #expect(text.contains(#""in_flight":0,"#) && text.contains(#""waiting":0"#))
            #expect(!text.contains("canary"))
            let metrics = try await gateway.client.send("GET", "/metrics").text
            #expect(metrics.contains(#"isartor_provider_requests_total{provider="openai"}"#))
            #expect(metrics.contains(#"isartor_provider_in_flight{provider="anthropic"} 0"#))
        }
    }

    @Test("an open breaker shows, with the time until its probe")
    func breaker() async throws {
        try await TestGateway.run(adjusting: { $0.resilience.breakerFailures = 2 }) { gateway async throws in
            for turn in 0..<2 {
                _ = try await gateway.client.post(
                    Door.chat.path, Door.chat.body("turn \(turn)"), headers: [("x-fake-upstream", "fault=status-500")])
            }
            let text = try await gateway.client.send("GET", Self.path).text
            #expect(text.contains(#""state":"open","until_secs":"#), "\(text)")
            #expect(text.contains(#""last_error_message":"server_error""#))
        }
    }

    @Test("the page needs the gateway's key, and simulated answers have a page as well")
    func access() async throws {
        try await TestGateway.run(
            provider: .synthetic,
            adjusting: { $0.authentication.gatewayKey = Secret("gate") },
            { gateway async throws in
                #expect(try await gateway.client.send("GET", Self.path).status == 401)
                let page = try await gateway.client.send("GET", Self.path, headers: [("x-api-key", "gate")])
                #expect(page.status == 200 && page.text.contains(#""active_provider":"synthetic""#))
            })
    }

    @Test("a provider without traffic is looked at, with its own key at its own address; one with traffic is not")
    func pings() async throws {
        try await TestGateway.run(
            adjusting: { $0.resilience.healthCheckInterval = .milliseconds(150) },
            { gateway async throws in
                var text = ""
                for _ in 0..<40 {
                    try await Task.sleep(for: .milliseconds(50))
                    text = try await gateway.client.send("GET", Self.path).text
                    if text.contains(#""status":"healthy""#) { break }
                }
                #expect(text.contains(#""status":"healthy""#) && text.contains(#""requests_total":0"#), "\(text)")
            })
        try await TestGateway.run(
            adjusting: { settings in
                settings.resilience.healthCheckInterval = .milliseconds(150)
                settings.provider.url = "http://127.0.0.1:1"
            },
            { gateway async throws in
                var text = ""
                for _ in 0..<60 {
                    try await Task.sleep(for: .milliseconds(50))
                    text = try await gateway.client.send("GET", Self.path).text
                    if text.contains(#""status":"failing""#) { break }
                }
                #expect(text.contains(#""last_error_message":"ping: unreachable""#), "\(text)")
            })
    }
}
