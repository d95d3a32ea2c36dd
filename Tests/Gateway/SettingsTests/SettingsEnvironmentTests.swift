// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsEnvironmentTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("defaults give way to the file, the file to the environment, the environment to the command line")
    func precedence() throws {
        let file = "cache_ttl_secs = 1\ncache_max_capacity = 1\nmax_connections = 1"
        let loaded = try workspace.load(
            file, environment: ["ISARTOR__CACHE_MAX_CAPACITY": "2", "ISARTOR__MAX_CONNECTIONS": "2"],
            flags: ["max_connections": "3"])
        #expect(loaded.settings.cache.timeToLive == .seconds(1))
        #expect(loaded.settings.cache.maxEntries == 2)
        #expect(loaded.settings.server.maxConnections == 3)
        #expect(loaded.settings.cache.maxBytes == 256 << 20)
        #expect(loaded.origins["cache_ttl_secs"] == .file(path: "isartor.toml", line: 1))
        #expect(loaded.origins["cache_max_capacity"] == .environment("ISARTOR__CACHE_MAX_CAPACITY"))
        #expect(loaded.origins["max_connections"] == .flag("max_connections"))
        #expect(loaded.origins["cache_max_bytes"] == nil)
    }

    @Test("text becomes what the setting takes")
    func coercion() throws {
        let loaded = try workspace.load(environment: [
            "ISARTOR__OFFLINE_MODE": "1", "ISARTOR__TLS_VERIFY": "False", "ISARTOR__CACHE_TTL_SECS": " 60 ",
            "ISARTOR__LLM_PROVIDER": "Anthropic", "ISARTOR__EXTERNAL_LLM_MODEL": "claude",
        ])
        #expect(loaded.settings.provider.isOffline)
        #expect(!loaded.settings.provider.verifiesTLS)
        #expect(loaded.settings.cache.timeToLive == .seconds(60))
        #expect(loaded.settings.provider.name == .anthropic)
    }

    @Test("a list of tables comes as JSON and replaces the file's; blank clears it")
    func lists() throws {
        let file = "gateway_api_keys = [{ name = \"old\", key = \"old-key\" }]"
        let name = "ISARTOR__GATEWAY_API_KEYS"
        let replaced = try workspace.load(file, environment: [name: #"[{"name":"new","key":"new-key"}]"#])
        #expect(replaced.settings.authentication.namedKeys.map(\.name) == ["new"])
        #expect(try workspace.load(environment: [name: " "]).settings.authentication.namedKeys.isEmpty)
        let problems = try workspace.problems(environment: [name: #"[{"key":"sk-canary"#])
        #expect(problems == ["ISARTOR__GATEWAY_API_KEYS: gateway_api_keys: expected a list of tables with name, key"])
    }

    @Test("entries of a table can be added one by one, or the table replaced as a whole")
    func tables() throws {
        let file = "model_aliases = { fast = \"a\", smart = \"b\" }"
        let added = try workspace.load(file, environment: ["ISARTOR__MODEL_ALIASES__FAST": "c"])
        #expect(added.settings.provider.modelAliases == ["fast": "c", "smart": "b"])
        let replaced = try workspace.load(
            environment: ["ISARTOR__MODEL_ALIASES": #"{"one":"x"}"#, "ISARTOR__MODEL_ALIASES__TWO": "y"])
        #expect(replaced.settings.provider.modelAliases == ["one": "x", "two": "y"])
        #expect(try workspace.problems(environment: ["ISARTOR__MODEL_ALIASES__FAST": ""]).count == 1)
    }

    @Test("fields of later tables are checked with their own types")
    func laterTables() throws {
        let loaded = try workspace.load(environment: [
            "ISARTOR__QUOTA__OPENAI__DAILY_TOKEN_LIMIT": "5", "ISARTOR__LAYER2__TIMEOUT_SECONDS": "3",
            "ISARTOR__CLASSIFIER_ROUTING__MATRIX__COMPLEX__CODE": "openai/gpt-4o",
        ])
        #expect(
            loaded.warnings.map(\.key).sorted() == ["classifier_routing.matrix", "layer2.timeout_seconds"])
        #expect(loaded.settings.quota.providers["openai"]?.dailyTokens == 5)
        let problems = try workspace.problems(environment: [
            "ISARTOR__QUOTA__OPENAI__DAILY_TOKEN_LIMIT": "none", "ISARTOR__QUOTA__OPENAI__DAYLY_TOKEN_LIMIT": "1",
            "ISARTOR__QUOTA__OPENAI": "1",
        ])
        #expect(problems.count == 3)
    }

    @Test("a blank credential counts as not set and does not hide the file's")
    func blankSecret() throws {
        let loaded = try workspace.load(
            "gateway_api_key = \"from-file\"",
            environment: ["ISARTOR__GATEWAY_API_KEY": "", "ISARTOR__EXTERNAL_LLM_API_KEY": "  "])
        #expect(loaded.settings.authentication.gatewayKey?.value == "from-file")
        #expect(loaded.settings.provider.apiKey == nil)
        #expect(loaded.origins["external_llm_api_key"] == nil)
    }

    @Test("variables that steer something else are left alone, others with the prefix are not")
    func foreign() throws {
        let loaded = try workspace.load(environment: [
            "ISARTOR__FIRST_RUN_COMPLETE": "1", "ISARTOR__HF_CACHE_DIR": "/x", "ISARTOR__EMBEDDED__MODEL_PATH": "/y",
            "ISARTOR_INTERNAL": "1", "HOME": "/z", "PATH": "/bin",
        ])
        #expect(loaded.warnings.isEmpty)
        for name in ["ISARTOR__", "ISARTOR__NOTHING_OF_THE_KIND", "ISARTOR__MODEL_ALIASES__", "ISARTOR__CACHE_MODE__X"]
        {
            #expect(try workspace.problems(environment: [name: "1"]).count == 1, "\(name)")
        }
    }

    @Test("a variable with one underscore too few is pointed out")
    func singleUnderscore() throws {
        let loaded = try workspace.load(environment: ["ISARTOR_CACHE_TTL_SECS": "5"])
        #expect(loaded.settings.cache.timeToLive == .seconds(300))
        #expect(
            loaded.warnings.map(\.description) == [
                "cache_ttl_secs: ignored: the variable is named ISARTOR__CACHE_TTL_SECS (ISARTOR_CACHE_TTL_SECS)"
            ])
    }

    @Test("an unknown option is reported")
    func flags() throws {
        #expect(
            try workspace.problems(flags: ["offline_mod": "true"])
                == ["command line (offline_mod): offline_mod: unknown key; did you mean offline_mode?"])
    }
}
