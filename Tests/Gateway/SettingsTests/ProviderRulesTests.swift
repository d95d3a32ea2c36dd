// SPDX-License-Identifier: Apache-2.0

import Addresses
import Testing

@testable import Settings

@Suite struct ProviderRulesTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func fallback(_ fields: String) -> String { "fallback_providers = [{ model = \"m\", \(fields) }]" }

    @Test(
        "an address at another vendor does not load, and the remedy names the right provider",
        arguments: [
            ("anthropic", "https://api.openai.com/v1", "openai"), ("groq", "https://api.x.ai/v1", "xai"),
            ("openai", "https://api.anthropic.com", "anthropic"), ("openai", "https://eu.api.groq.com/v1", "groq"),
            ("gemini", "https://us-central1-aiplatform.googleapis.com", "vertex"),
            ("openai", "https://mine.openai.azure.com", "azure"), ("vllm", "https://api.together.xyz/v1", "together"),
            ("openai-compatible", "https://api.groq.com/openai/v1", "groq"),
        ])
    func foreignHosts(name: String, url: String, owner: String) throws {
        let host = try #require(EndpointURL.host(of: url))
        #expect(
            try workspace.problems("llm_provider = \"\(name)\"\nexternal_llm_url = \"\(url)\"") == [
                "isartor.toml:2: external_llm_url: \(host) belongs to \"\(owner)\", and the keys of \"\(name)\" must not"
                    + " go there; set llm_provider = \"\(owner)\", or remove external_llm_url"
            ])
        guard name != "openai-compatible" else { return }
        let problems = try workspace.problems(fallback("provider = \"\(name)\", url = \"\(url)\", api_key = \"sk-x\""))
        #expect(problems.count == 1)
        #expect(problems.first?.contains("fallback_providers[0].url: \(host) belongs to \"\(owner)\"") == true)
    }

    @Test(
        "a vendor's other hosts, a server of one's own and a vendor's second dialect load",
        arguments: [
            ("openai", "https://eu.api.openai.com/v1"), ("openai", "https://llm.example/v1"),
            ("openai", "http://127.0.0.1:8000"), ("anthropic", "https://proxy.example"), ("ollama", "http://gpu:11434"),
            ("anthropic-compatible", "https://api.deepseek.com/anthropic"),
            ("moonshot", "https://api.moonshot.ai/v1"),
            ("vertex", "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l/endpoints/openapi"),
            ("bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1"),
        ])
    func ownHosts(name: String, url: String) throws {
        let settings = try workspace.load(
            "llm_provider = \"\(name)\"\nexternal_llm_url = \"\(url)\"\nexternal_llm_model = \"m\"\n"
                + "external_llm_api_key = \"sk-x\""
        ).settings
        #expect(settings.provider.chain.first?.address == url)
    }

    @Test(
        "a key never crosses the internet in clear",
        arguments: ["http://llm.example/v1", "http://8.8.8.8", "HTTP://169.254.169.254"])
    func cleartext(url: String) throws {
        let address = "external_llm_url = \"\(url)\"\n"
        let problems = try workspace.problems(address + "external_llm_api_key = \"sk-canary\"")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("without encryption") == true)
        #expect(!problems.joined().contains("canary"))
        #expect(try workspace.problems(address + "provider_keys = [{ key = \"k\" }]").count == 1)
        #expect(try workspace.problems(address).isEmpty)
        #expect(
            try workspace.problems(fallback("provider = \"groq\", url = \"\(url)\", api_key = \"k\"")).count == 1)
    }

    @Test(
        "a key may go without encryption where only private networks are",
        arguments: ["http://10.0.0.1", "http://gpu:1"])
    func privateCleartext(url: String) throws {
        let text = "external_llm_url = \"\(url)\"\nexternal_llm_api_key = \"sk-x\""
        #expect(try workspace.problems(text).isEmpty)
    }

    @Test("providers without an address of their own show what one looks like", arguments: ProviderName.allCases)
    func missingURL(name: ProviderName) throws {
        guard let example = name.entry.urlExample else { return }
        let problems = try workspace.problems(
            "llm_provider = \"\(name)\"\nexternal_llm_model = \"m\"\nazure_deployment_id = \"d\"")
        #expect(
            problems == [
                "isartor.toml:1: llm_provider: \"\(name)\" has no address of its own;"
                    + " set external_llm_url = \"\(example)\""
            ])
        let inChain = try workspace.problems(
            fallback("provider = \"\(name)\", api_key = \"k\", azure_deployment_id = \"d\""))
        #expect(inChain.first?.contains("fallback_providers[0]: \"\(name)\" has no address") == true)
    }

    @Test("a fallback that needs a key and has none is refused, naming both ways to give one")
    func fallbackKeys() throws {
        #expect(
            try workspace.problems(fallback("provider = \"groq\"")) == [
                "isartor.toml:1: fallback_providers[0]: \"groq\" needs a key and has none;"
                    + " give it api_key, or a list provider_keys"
            ])
        for fields in [
            "provider = \"groq\", api_key = \"k\"", "provider = \"groq\", provider_keys = [{ key = \"k\" }]",
            "provider = \"ollama\"", "provider = \"openai\", url = \"http://127.0.0.1:1\"",
            "provider = \"openai-compatible\", url = \"https://llm.example\"",
        ] {
            #expect(try workspace.problems(fallback(fields)).isEmpty, "\(fields)")
        }
        #expect(try workspace.problems(fallback("provider = \"groq\", api_key = \" \"")).count == 1)
    }

    @Test("nothing made up stands in for a real provider")
    func synthetic() throws {
        let problems = try workspace.problems(fallback("provider = \"synthetic\""))
        #expect(problems.count == 1)
        #expect(problems.first?.contains("makes its answers up") == true)
    }

    @Test("a member of the chain comes once")
    func doubles() throws {
        let one = "{ provider = \"groq\", model = \"m\", api_key = \"k\" }"
        let other = "{ provider = \"groq\", model = \"n\", api_key = \"k\" }"
        #expect(try workspace.problems("fallback_providers = [\(one), \(other)]").isEmpty)
        let problems = try workspace.problems("fallback_providers = [\(one), \(other), \(one)]")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("fallback_providers[2]: groq with \"m\" is in the chain already") == true)
        let primary = "llm_provider = \"groq\"\nexternal_llm_model = \"m\"\nfallback_providers = ["
        #expect(try workspace.problems(primary + one + "]").count == 1)
        let spelt = "{ provider = \"groq\", model = \"m\", api_key = \"k\", url = \"https://api.groq.com/openai/v1/\" }"
        #expect(try workspace.problems(primary + spelt + "]").count == 1)
    }

    @Test(
        "an Azure address is the resource's endpoint",
        arguments: [
            "https://mine.openai.azure.com/openai/deployments/x", "https://mine.openai.azure.com/?api-version=1",
            "https://llm.example", "https://openai.azure.com.example", "https://api.openai.com",
        ])
    func azureURL(url: String) throws {
        let rest = "llm_provider = \"azure\"\nazure_deployment_id = \"d\"\nexternal_llm_url = "
        #expect(try workspace.problems(rest + "\"\(url)\"").count == 1)
    }

    @Test("an Azure provider needs a deployment and a version; a private gateway may stand for it")
    func azure() throws {
        let start = "llm_provider = \"azure\"\nexternal_llm_url = \"https://mine.openai.azure.com\"\n"
        #expect(try workspace.problems(start).first?.contains("azure_deployment_id: no deployment is named") == true)
        #expect(try workspace.problems(start + "azure_deployment_id = \"a/b\"").count == 1)
        #expect(
            try workspace.problems(start + "azure_deployment_id = \"d\"\nazure_api_version = \" \"").count == 1)
        #expect(try workspace.problems(start + "azure_deployment_id = \"gpt-4.1_prod\"").isEmpty)
        #expect(
            try workspace.problems(
                "llm_provider = \"azure\"\nexternal_llm_url = \"http://127.0.0.1:9\"\nazure_deployment_id = \"d\""
            ).isEmpty)
    }

    @Test("AWS credentials must have their parts")
    func bedrock() throws {
        let start =
            "llm_provider = \"bedrock\"\nexternal_llm_model = \"m\"\n"
            + "external_llm_url = \"https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1\"\n"
        #expect(try workspace.problems(start + "external_llm_api_key = \"AKIA:secret\"").isEmpty)
        let problems = try workspace.problems(start + "external_llm_api_key = \"AKIA:canary:x:y\"")
        #expect(problems.count == 1)
        #expect(!problems.joined().contains("canary"))
    }

    @Test("a GitHub token is exchanged at GitHub or in a private network only")
    func copilot() throws {
        let start = "llm_provider = \"copilot\"\nexternal_llm_api_key = \"ghu_x\"\ncopilot_token_url = "
        #expect(try workspace.problems(start + "\"https://api.github.com/x\"").isEmpty)
        #expect(try workspace.problems(start + "\"http://127.0.0.1:9/token\"").isEmpty)
        for url in ["https://evil.example", "http://api.github.com", "https://github.com.example"] {
            #expect(try workspace.problems(start + "\"\(url)\"").count == 1, "\(url)")
        }
    }

    @Test("while offline, it is told who is not asked")
    func offline() throws {
        let loaded = try workspace.load(
            """
            offline_mode = true
            external_llm_api_key = "sk-x"
            fallback_providers = [
                { provider = "groq", model = "m", api_key = "k" }, { provider = "ollama", model = "llama3.2" },
            ]
            """)
        #expect(
            loaded.warnings.map(\.description) == [
                "offline_mode: not asked while the gateway is offline: openai (gpt-4o-mini), groq (m)"
                    + " (isartor.toml:1)"
            ])
        #expect(try workspace.load("offline_mode = true").warnings.isEmpty)
    }

    @Test("of 500 made-up chains, those that load send no key to another vendor's host, or in clear over the internet")
    func madeUp() throws {
        let hosts =
            [
                "api.openai.com": "openai", "api.anthropic.com": "anthropic", "api.groq.com": "groq", "api.x.ai": "xai",
                "mine.openai.azure.com": "azure", "api.mistral.ai": "mistral", "llm.example": nil, "10.0.0.7": nil,
                "127.0.0.1": nil, "api.openai.com.evil.example": nil, "generativelanguage.googleapis.com": "gemini",
            ] as [String: String?]
        let sorted = hosts.keys.sorted()
        let names = ["openai", "anthropic", "groq", "xai", "azure", "mistral", "gemini", "vllm"]
        var state: UInt64 = 20_260_401
        func pick(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        var loaded = 0
        for _ in 0..<500 {
            let members = (0...pick(3)).map { _ in
                (names[pick(names.count)], pick(2) == 0 ? "https" : "http", sorted[pick(sorted.count)], pick(2) == 0)
            }
            let fallbacks = members.dropFirst().enumerated().map { index, member in
                "{ provider = \"\(member.0)\", model = \"m\(index)\", api_key = \"k\", azure_deployment_id = \"d\""
                    + (member.3 ? "" : ", url = \"\(member.1)://\(member.2)\"") + " }"
            }
            let first = members[0]
            let text =
                "llm_provider = \"\(first.0)\"\nexternal_llm_api_key = \"k\"\nazure_deployment_id = \"d\"\n"
                + (first.3 ? "" : "external_llm_url = \"\(first.1)://\(first.2)\"\n")
                + "fallback_providers = [\(fallbacks.joined(separator: ", "))]\n"
            guard let settings = try? workspace.load(text).settings else { continue }
            loaded += 1
            for member in settings.provider.chain where !member.keys.isEmpty {
                let address = try #require(member.address)
                let host = try #require(EndpointURL.host(of: address))
                if let owner = hosts[host] ?? nil { #expect(owner == member.name.rawValue, "\(text)") }
                #expect(address.hasPrefix("https") || PrivateHost.matches(host), "\(text)")
            }
        }
        #expect(loaded > 50)
    }
}
