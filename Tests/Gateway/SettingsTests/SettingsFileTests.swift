// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsFileTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("every kind of value is read from a file")
    func values() throws {
        let loaded = try workspace.load(
            """
            host_port = "[::1]:9000"
            cache_mode = "EXACT"
            cache_ttl_secs = 60
            tls_verify = false
            external_llm_url = "https://llm.example/v1"
            external_llm_api_key = "  sk-padded  "

            [[gateway_api_keys]]
            name = "alice"
            key = "alice-key"

            [[gateway_api_keys]]
            name = "bob"
            key = "bob-key"

            [model_aliases]
            fast = "gpt-4o-mini"
            "gpt-4.1" = "gpt-4o"
            """)
        let settings = loaded.settings
        #expect(settings.server.address == ListenAddress(host: "::1", port: 9000))
        #expect(settings.cache.mode == .exact)
        #expect(settings.cache.timeToLive == .seconds(60))
        #expect(!settings.provider.verifiesTLS)
        #expect(settings.provider.url == "https://llm.example/v1")
        #expect(settings.provider.apiKey?.value == "sk-padded")
        #expect(settings.authentication.allKeys.map(\.name) == ["alice", "bob"])
        #expect(settings.provider.modelAliases == ["fast": "gpt-4o-mini", "gpt-4.1": "gpt-4o"])
        #expect(loaded.origins["cache_ttl_secs"] == .file(path: "isartor.toml", line: 3))
        #expect(loaded.file == workspace.directory + "/isartor.toml")
    }

    @Test("the file that is given wins over ./isartor.toml, and that over the one at home")
    func places() throws {
        try workspace.write("cache_ttl_secs = 1", to: "home/.isartor/isartor.toml")
        #expect(try workspace.load().settings.cache.timeToLive == .seconds(1))
        try workspace.write("cache_ttl_secs = 2")
        #expect(try workspace.load().settings.cache.timeToLive == .seconds(2))
        try workspace.write("cache_ttl_secs = 3", to: "work/deep/other.toml")
        #expect(try workspace.load(config: "deep/other.toml").settings.cache.timeToLive == .seconds(3))
    }

    @Test("ISARTOR_HOME moves the folder at home")
    func movedHome() throws {
        try workspace.write("cache_ttl_secs = 1", to: "home/.isartor/isartor.toml")
        try workspace.write("cache_ttl_secs = 4", to: "elsewhere/isartor.toml")
        let loaded = try workspace.load(environment: ["ISARTOR_HOME": workspace.root + "/elsewhere"])
        #expect(loaded.settings.cache.timeToLive == .seconds(4))
    }

    @Test("a file that is given but missing is an error that names it")
    func missing() throws {
        let problems = try workspace.problems(config: "nowhere.toml")
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("nowhere.toml: cannot be read: No such file or directory") == true)
    }

    @Test("a folder in the place of the file, and a file that is not text, are errors")
    func unreadable() throws {
        #expect(try workspace.problems(config: ".").first?.contains("cannot be read") == true)
        try workspace.write("host_port = \"a\u{0}b\"")
        #expect(try workspace.problems().first?.contains("not UTF-8 text") == true)
    }

    @Test("a syntax error is reported with its line and never quotes the file")
    func syntax() throws {
        let problems = try workspace.problems("cache_mode = \"exact\"\nexternal_llm_api_key = sk-canary-123456\n")
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("isartor.toml:2: not valid TOML at column ") == true)
        #expect(problems.first?.contains("canary") == false)
    }

    @Test("two keys of one name are a syntax error")
    func duplicates() throws {
        let problems = try workspace.problems("cache_ttl_secs = 1\ncache_ttl_secs = 2\n")
        #expect(problems.first?.hasPrefix("isartor.toml:2: not valid TOML") == true)
    }

    @Test("a byte order mark and Windows line ends are fine")
    func windows() throws {
        let problems = try workspace.problems("\u{FEFF}cache_mode = \"exact\"\r\ncache_ttl_secs = 0\r\n")
        #expect(
            problems == [
                "isartor.toml:2: cache_ttl_secs: expected a whole number of seconds from 1 to 31536000, found 0"
            ])
    }
}
