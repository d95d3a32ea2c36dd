// SPDX-License-Identifier: Apache-2.0

import FakeUpstream
import Settings
import Testing

@testable import GatewayApp

@Suite("Check", .timeLimit(.minutes(2)))
struct ProviderCheckTests {
    private static func key(_ text: String, label: String = "") -> ProviderKeySettings {
        ProviderKeySettings(key: Secret(text), label: label)
    }

    @Test("each member is asked in its own dialect, at its own address, with its own keys")
    func dialects() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        let url = "http://127.0.0.1:\(upstream.port)"
        var settings = Settings()
        settings.provider.url = url
        settings.provider.apiKey = Secret("sk-one")
        settings.provider.moreKeys = [Self.key("sk-two", label: "team")]
        settings.provider.modelMap = ["gpt-4o-mini": "mapped"]
        settings.provider.fallbacks = [
            ChainedProvider(.anthropic, url: url, model: "claude", keys: [Self.key("sk-ant")]),
            ChainedProvider(.gemini, url: url, model: "gemini-2.5-flash", keys: [Self.key("sk-goog")]),
            ChainedProvider(.azure, url: url + "/", model: "m", keys: [Self.key("sk-az")], azureDeployment: "prod"),
            ChainedProvider(.ollama, url: url, model: "llama3.2"),
        ]
        let checked = await ProviderCheck.run(settings)
        let seen = upstream.requests
        try await upstream.stop()

        func sent(_ header: String) -> [String?] { seen.map { $0.header(header) } }
        #expect(checked.map(\.provider.name) == [.openAI, .anthropic, .gemini, .azure, .ollama])
        #expect(checked.map(\.fails) == [false, false, false, false, false])
        let labels = checked[0].findings.map { $0.key?.label }
        #expect(labels == ["primary", "team"])
        #expect(
            seen.map(\.target) == [
                "/v1/chat/completions", "/v1/chat/completions", "/v1/messages",
                "/v1beta/models/gemini-2.5-flash:generateContent",
                "/openai/deployments/prod/chat/completions?api-version=2024-08-01-preview", "/v1/chat/completions",
            ])
        #expect(sent("authorization") == ["Bearer sk-one", "Bearer sk-two", nil, nil, nil, nil])
        #expect(sent("x-api-key") == [nil, nil, "sk-ant", nil, nil, nil])
        #expect(sent("x-goog-api-key") == [nil, nil, nil, "sk-goog", nil, nil])
        #expect(sent("api-key") == [nil, nil, nil, nil, "sk-az", nil])
        #expect(String(decoding: seen[0].body, as: UTF8.self).contains(#""model":"mapped""#))
    }

    @Test("a key that is refused is told apart from one that works, and the remedy fits its place")
    func refused() async throws {
        var configuration = FakeUpstreamConfiguration()
        configuration.defaults = try FakeUpstreamDirectives(parsing: "fault=status-401")
        let upstream = try await FakeUpstream.start(configuration)
        let url = "http://127.0.0.1:\(upstream.port)"
        var settings = Settings()
        settings.provider.url = url
        settings.provider.apiKey = Secret("sk-canary")
        settings.provider.fallbacks = [ChainedProvider(.anthropic, url: url, model: "m", keys: [Self.key("sk-b")])]
        let checked = await ProviderCheck.run(settings)
        try await upstream.stop()

        #expect(checked.map(\.fails) == [true, true])
        #expect(checked[0].findings.first?.summary == "HTTP 401")
        #expect(checked[0].findings.first?.remedy?.contains("set-key --provider openai") == true)
        #expect(checked[1].findings.first?.remedy?.contains("fallback_providers") == true)
        #expect(!"\(checked)".contains("canary"))
    }

    @Test("offline, only private hosts are asked; what cannot be tried plainly is said to be left out")
    func skipping() async throws {
        let upstream = try await FakeUpstream.start(FakeUpstreamConfiguration())
        var settings = Settings()
        settings.provider.isOffline = true
        settings.provider.apiKey = Secret("sk-one")
        settings.provider.fallbacks = [
            ChainedProvider(.ollama, url: "http://127.0.0.1:\(upstream.port)", model: "llama3.2"),
            ChainedProvider(.copilot, url: "http://127.0.0.1:\(upstream.port)", model: "m", keys: [Self.key("ghu")]),
            ChainedProvider(
                .bedrock, url: "http://127.0.0.1:\(upstream.port)", model: "m", keys: [Self.key("AKIA:secret")]),
        ]
        let checked = await ProviderCheck.run(settings)
        let calls = upstream.requests.count
        try await upstream.stop()

        #expect(calls == 1)
        let verdicts = checked.map { $0.findings.map(\.verdict) }
        #expect(verdicts == [[.skipped], [.works], [.skipped], [.skipped]])
        #expect(checked[0].findings.first?.summary.contains("offline") == true)
        #expect(checked[2].findings.first?.summary.contains("not checked here") == true)
    }

    @Test("nothing is asked where no key is configured, nor of the simulated provider")
    func nothing() async {
        let bare = await ProviderCheck.run(Settings())
        #expect(bare.first?.findings.first?.verdict == .skipped)
        #expect(bare.first?.findings.first?.remedy?.contains("set-key") == true)
        var settings = Settings()
        settings.provider.name = .synthetic
        let simulated = await ProviderCheck.run(settings)
        #expect(simulated.first?.findings.first?.verdict == .skipped)
    }
}
