// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Settings

@Suite struct ProviderChainTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func chain(_ toml: String, environment: [String: String] = [:]) throws -> [ChainedProvider] {
        try workspace.load(toml, environment: environment).settings.provider.chain
    }

    @Test("nothing set is a chain of OpenAI alone, without a key")
    func defaults() {
        let chain = Settings().provider.chain
        #expect(chain == [ChainedProvider(.openAI, model: "gpt-4o-mini", isPrimary: true)])
        #expect(chain.first?.address == "https://api.openai.com/v1")
    }

    @Test("the single key comes first, then the pool; blanks and repeats are dropped")
    func keys() throws {
        let keys = try chain(
            """
            external_llm_api_key = "sk-one"
            provider_keys = [
                { key = "sk-two", priority = 3, label = "team" }, { key = " sk-one " }, { key = "sk-three" },
            ]
            key_rotation_strategy = "priority"
            key_cooldown_secs = 5
            """)
        #expect(keys.first?.keys.map(\.key.value) == ["sk-one", "sk-two", "sk-three"])
        #expect(keys.first?.keys.map(\.priority) == [0, 3, 1])
        #expect(keys.first?.keys.map(\.label) == ["primary", "team", ""])
        #expect(keys.first?.rotation == .priority)
        #expect(keys.first?.cooldown == .seconds(5))
        #expect(try workspace.problems("provider_keys = [{ key = \"\" }]").count == 1)
        #expect(try workspace.problems("provider_keys = [{ key = \"k\", priority = 0 }]").count == 1)
    }

    @Test("a provider that takes no key is given none that is left over")
    func keyless() throws {
        #expect(try chain("llm_provider = \"ollama\"\nexternal_llm_api_key = \"sk-old\"").first?.keys == [])
    }

    @Test("fallbacks keep their order and every field")
    func fallbacks() throws {
        let chain = try chain(
            """
            llm_provider = "anthropic"
            model_map = { "gpt-4o" = "claude-sonnet-4-6" }

            [[fallback_providers]]
            provider = "azure"
            model = "gpt-4o"
            url = "https://mine.openai.azure.com"
            api_key = "sk-azure"
            azure_deployment_id = "prod"
            key_rotation_strategy = "priority"
            key_cooldown_secs = 7
            provider_keys = [{ key = "sk-azure-2", label = "b" }]
            [fallback_providers.model_map]
            "claude-sonnet-4-6" = "gpt-4o"

            [[fallback_providers]]
            provider = "ollama"
            model = "llama3.2"
            """)
        let azure = ChainedProvider(
            .azure, url: "https://mine.openai.azure.com", model: "gpt-4o",
            keys: [
                ProviderKeySettings(key: Secret("sk-azure"), priority: 0, label: "primary"),
                ProviderKeySettings(key: Secret("sk-azure-2"), priority: 1, label: "b"),
            ], rotation: .priority, cooldown: .seconds(7), modelMap: ["claude-sonnet-4-6": "gpt-4o"],
            azureDeployment: "prod")
        #expect(chain.map(\.name) == [.anthropic, .azure, .ollama])
        #expect(chain.map(\.isPrimary) == [true, false, false])
        #expect(chain[0].modelMap == ["gpt-4o": "claude-sonnet-4-6"])
        #expect(chain[0].model == "claude-sonnet-4-6")
        #expect(chain[1] == azure)
        #expect(chain[2].isPrivate)
        #expect(ChainedProvider(settingValue: azure.settingValue)?.keys.map(\.key) == azure.keys.map(\.key))
    }

    @Test(
        "both spellings of the lists load from the environment as JSON, nested tables included",
        arguments: ["ISARTOR_", "ISARTOR__"])
    func environment(prefix: String) throws {
        let chain = try chain(
            "provider_keys = [{ key = \"sk-file\" }]",
            environment: [
                prefix + "PROVIDER_KEYS": #"[{"key":"sk-env","priority":2}]"#,
                prefix + "FALLBACK_PROVIDERS":
                    #"[{"provider":"groq","model":"m","api_key":"sk-g","model_map":{"gpt-4o":"big"}}]"#,
            ])
        #expect(chain[0].keys.map(\.key.value) == ["sk-env"])
        #expect(chain[1].modelMap == ["gpt-4o": "big"])
        #expect(chain[1].keys.map(\.key.value) == ["sk-g"])
        let cleared = try self.chain(
            "", environment: [prefix + "PROVIDER_KEYS": " ", prefix + "FALLBACK_PROVIDERS": ""])
        #expect(cleared.count == 1)
        #expect(cleared[0].keys.isEmpty)
        for broken in ["[", "{}", "[1]", "sk-canary"] {
            let problems = try workspace.problems(environment: [prefix + "FALLBACK_PROVIDERS": broken])
            #expect(!problems.isEmpty)
            #expect(!problems.joined().contains("canary"))
        }
    }

    @Test("every vendor works without an address, with its usual model", arguments: ProviderName.allCases)
    func vendors(name: ProviderName) throws {
        guard !name.needsURL else { return }
        let loaded = try workspace.load("llm_provider = \"\(name)\"\nexternal_llm_api_key = \"sk-x\"")
        let primary = try #require(loaded.settings.provider.chain.first)
        #expect(primary.address == name.baseURL)
        #expect(primary.model == name.defaultModel ?? "gpt-4o-mini")
        #expect(loaded.warnings.contains { $0.key == "external_llm_model" } == (name.defaultModel == nil))
        #expect(loaded.listing.first { $0.definition.key == "external_llm_model" }?.value == .text(primary.model))
    }

    @Test("a model that was set stays, whoever the provider is")
    func model() throws {
        let loaded = try workspace.load(
            "llm_provider = \"groq\"", environment: ["ISARTOR__EXTERNAL_LLM_MODEL": "mine"])
        #expect(loaded.settings.provider.model == "mine")
    }

    @Test("an unknown provider leads to the nearest, in a fallback too")
    func unknown() throws {
        let problems = try workspace.problems(
            "llm_provider = \"gorq\"\nfallback_providers = [{ provider = \"olama\", model = \"m\" }]")
        #expect(problems.count == 2)
        #expect(problems.first?.contains("did you mean \"groq\"?") == true)
        #expect(problems.last?.contains("did you mean \"ollama\"?") == true)
    }
}
