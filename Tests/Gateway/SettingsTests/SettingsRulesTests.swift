// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsRulesTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test(
        "listening beyond loopback needs a gateway key or the explicit word",
        arguments: ["0.0.0.0:80", "[::]:80", "box:80"])
    func openListener(address: String) throws {
        let line = "host_port = \"\(address)\""
        #expect(
            try workspace.problems(line) == [
                "isartor.toml:1: host_port: \(address) is reachable from other machines and no gateway key is set;"
                    + " set gateway_api_key, listen on 127.0.0.1, or set allow_unauthenticated = true"
            ])
        #expect(try workspace.load(line + "\ngateway_api_key = \"k\"").warnings.isEmpty)
        #expect(try workspace.load(line + "\ngateway_api_keys = [{ name = \"a\", key = \"k\" }]").warnings.isEmpty)
        let allowed = try workspace.load(line + "\nallow_unauthenticated = true")
        #expect(allowed.warnings.map(\.key) == ["allow_unauthenticated"])
    }

    @Test("a rule does not judge a setting that was not understood")
    func faultyParts() throws {
        let problems = try workspace.problems("host_port = \"0.0.0.0:80\"\ngateway_api_key = 5")
        #expect(problems == ["isartor.toml:2: gateway_api_key: expected a key as text"])
    }

    @Test("openai, anthropic and synthetic need nothing", arguments: ["openai", "anthropic", "synthetic"])
    func builtIn(name: String) throws {
        #expect(try workspace.load("llm_provider = \"\(name)\"").warnings.isEmpty)
    }

    @Test("a blank model is refused")
    func model() throws {
        #expect(try workspace.problems("external_llm_model = \" \"").first?.contains("no model is named") == true)
    }

    @Test("two holders of one name or one key are refused without showing the key")
    func doubleKeys() throws {
        let problems = try workspace.problems(
            """
            gateway_api_key = "same-canary"
            gateway_api_keys = [
                { name = "a", key = "other-canary" }, { name = "a", key = "third-canary" },
                { name = "b", key = "same-canary" },
            ]
            """)
        #expect(problems.count == 2)
        #expect(problems.first?.contains("the name \"a\" comes twice") == true)
        #expect(problems.last?.contains("\"default\" and \"b\" have the same key") == true)
        #expect(!problems.joined().contains("canary"))
    }

    @Test("what works but is dangerous or without effect gives a warning")
    func warnings() throws {
        #expect(try workspace.load("cache_mode = \"both\"").warnings.isEmpty)
        #expect(try workspace.load("cache_mode = \"semantic\"").warnings.isEmpty)
        let off = "cache_mode = \"semantic\"\nsemantic_mode = \"off\""
        #expect(try workspace.load(off).warnings.map(\.key) == ["cache_mode"])
        let rule = "semantic_rules = [{ key = \"nobody\", mode = \"off\" }]"
        #expect(try workspace.load(rule).warnings.map(\.key) == ["semantic_rules"])
        #expect(try workspace.load("tls_verify = false").warnings.map(\.key) == ["tls_verify"])
    }

    @Test("each key of a later version gives one warning, however often it is set")
    func laterKeys() throws {
        let loaded = try workspace.load(
            """
            redis_url = "redis://cache:6379"
            enable_context_optimizer = true
            [layer2]
            sidecar_url = "http://127.0.0.1:8081"
            """, environment: ["ISARTOR__REDIS_URL": "redis://other:6379"])
        #expect(
            loaded.warnings.map(\.description) == [
                "enable_context_optimizer: not in this version (isartor.toml:2)",
                "layer2.sidecar_url: not in this version (isartor.toml:4)",
                "redis_url: not in this version (isartor.toml:1)",
            ])
        #expect(loaded.warnings.allSatisfy { $0.isNotInThisVersion })
    }
}
