// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct SettingsProblemsTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    @Test("everything that is wrong is reported at once, with its place, what was expected and what was found")
    func allAtOnce() throws {
        let problems = try workspace.problems(
            """
            # a comment
            cache_ttl_secs = "soon"
            cache_max_capacity = 1.5

            cache_mode = "exakt"
            tls_verify = "yes"
            max_bodybytes = 7
            gateway_api_key = 12
            host_port = ":8080"
            layer2 = 5
            """,
            environment: [
                "ISARTOR__LOG_LEVEL": "warn", "ISARTOR__LOG_FROMAT": "json", "ISARTOR__MAX_CONNECTIONS": "many",
            ],
            flags: ["shutdown_grace_secs": "-1"])
        #expect(
            problems == [
                "isartor.toml:2: cache_ttl_secs: expected a whole number of seconds from 1 to 31536000, found \"soon\"",
                "isartor.toml:3: cache_max_capacity: expected a whole number of answers from 1 to 100000000, found 1.5",
                "isartor.toml:5: cache_mode: expected one of \"exact\", \"semantic\", \"both\", found \"exakt\"; did you mean \"exact\"?",
                "isartor.toml:6: tls_verify: expected true or false, found \"yes\"",
                "isartor.toml:7: max_bodybytes: unknown key; did you mean max_body_bytes?",
                "isartor.toml:8: gateway_api_key: expected a key as text",
                "isartor.toml:9: host_port: expected an address to listen on, as \"127.0.0.1:8080\", found \":8080\"",
                "isartor.toml:10: layer2: expected a table, found 5",
                "ISARTOR__LOG_FROMAT: log_fromat: unknown key; did you mean ISARTOR__LOG_FORMAT?",
                "ISARTOR__LOG_LEVEL: log_level: expected one of \"debug\", \"info\", \"warning\", \"error\", found \"warn\"",
                "ISARTOR__MAX_CONNECTIONS: max_connections: expected a whole number of connections from 1 to 10000000, found \"many\"",
                "command line (shutdown_grace_secs): shutdown_grace_secs: expected a whole number of seconds from 0 to 86400, found -1",
            ])
    }

    @Test("an unknown key in a table is reported with its own line; one that joins to a known key is recognised")
    func unknownTables() throws {
        let problems = try workspace.problems(
            """
            [cache]
            ttl_secs = 5
            [layer2]
            model_nam = "x"
            [unheard.of]
            thing = 1
            """)
        #expect(
            problems == [
                "isartor.toml:2: cache.ttl_secs: unknown key; did you mean cache_ttl_secs?",
                "isartor.toml:4: layer2.model_nam: unknown key; did you mean layer2.model_name?",
                "isartor.toml:6: unheard.of.thing: unknown key",
            ])
    }

    @Test("a top-level key that slipped below a table header is caught, even among model aliases")
    func misplaced() throws {
        let problems = try workspace.problems(
            """
            [model_aliases]
            fast = "gpt-4o-mini"
            external_llm_api_key = "sk-canary-0123456789"
            [layer2]
            cache_ttl_secs = 5
            """)
        #expect(problems.count == 2)
        #expect(problems.allSatisfy { $0.hasSuffix("move it above the first [table] of the file") })
        #expect(problems.first?.hasPrefix("isartor.toml:3: model_aliases.external_llm_api_key: ") == true)
        #expect(!problems.joined().contains("canary"))
    }

    @Test("a wrong element of a list is named by its place")
    func elements() throws {
        let problems = try workspace.problems(
            """
            gateway_api_keys = [
                { name = "alice", key = "a-key" },
                # bob has left
                { nmae = "carol", key = "c-key" },
                { name = " ", key = "d-key" },
                "sk-canary-0123456789",
            ]
            """)
        #expect(
            problems == [
                "isartor.toml:4: gateway_api_keys[1]: name is missing or blank",
                "isartor.toml:4: gateway_api_keys[1].nmae: unknown key; did you mean name?",
                "isartor.toml:5: gateway_api_keys[2]: name is missing or blank",
                "isartor.toml:6: gateway_api_keys[3]: expected a list of tables with name, key",
            ])
    }

    @Test("values that hold credentials are never quoted", arguments: ["gateway_api_keys", "provider_keys"])
    func noSecrets(key: String) throws {
        let canary = "sk-canary-0123456789"
        let files = [
            "\(key) = \"\(canary)\"", "\(key) = [\"\(canary)\"]", "\(key) = [{ name = \"a\", key = [\"\(canary)\"] }]",
            "\(key) = { key = \"\(canary)\" }", "gateway_api_key = [\"\(canary)\"]",
            "external_llm_api_key = \"\(canary)\\n\"\nexternal_llm_url = \"https://user:\(canary)@host/\"",
            "external_llm_api_key = \"x\\u0007\(canary)\"\nexternal_llm_url = \"ftp://host/?key=\(canary)\"",
        ]
        for file in files {
            let problems = try workspace.problems(file)
            #expect(!problems.isEmpty, "\(file)")
            #expect(!problems.joined().contains("canary"), "\(file)")
        }
    }

    @Test("a blank alias, or one that is no text, is refused")
    func aliases() throws {
        let problems = try workspace.problems("model_aliases = { a = \"\", b = 1, \" \" = \"x\" }")
        #expect(
            problems == [
                "isartor.toml:1: model_aliases: a name in it is blank",
                "isartor.toml:1: model_aliases.a: expected text, found \"\"",
                "isartor.toml:1: model_aliases.b: expected text, found 1",
            ])
    }

    @Test("a list that is written as a table is reported where it begins")
    func dottedList() throws {
        #expect(
            try workspace.problems("\ngateway_api_keys.name = \"alice\"") == [
                "isartor.toml:2: gateway_api_keys: expected a list of tables with name, key"
            ])
    }

    @Test("dates, and whole numbers too large for the machine, are no values of any setting")
    func oddValues() throws {
        #expect(
            try workspace.problems("log_level = 2026-11-19") == [
                "isartor.toml:1: log_level: expected one of \"debug\", \"info\", \"warning\", \"error\", found a date"
            ])
        #expect(try workspace.problems("cache_ttl_secs = 99999999999999999999").count == 1)
    }

    @Test("a problem gives its parts to programs")
    func parts() throws {
        do {
            _ = try workspace.load("cache_mode = \"exakt\"")
            Issue.record("it loaded")
        } catch let error as InvalidSettings {
            let problem = try #require(error.problems.first)
            #expect(problem.source == .file(path: "isartor.toml", line: 1))
            #expect(problem.key == "cache_mode")
            #expect(problem.found == "\"exakt\"")
            #expect(problem.expected == "one of \"exact\", \"semantic\", \"both\"")
            #expect(problem.didYouMean == "\"exact\"")
        }
    }
}
