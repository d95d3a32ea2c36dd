// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

@testable import isartor

@Suite struct ProviderKeyChangeTests {
    private var groq: ProviderName {
        get throws { try #require(ProviderName(rawValue: "groq")) }
    }

    private func applied(_ change: ProviderKeyChange, to text: String) throws -> String {
        try change.applied(to: TOMLDocumentEditor(text))
    }

    @Test("a provider with an address of its own gets key and default model, and no URL")
    func native() throws {
        let change = ProviderKeyChange(provider: .anthropic, key: Secret("sk-a"))
        #expect(
            try applied(change, to: "") == """
                llm_provider = "anthropic"
                external_llm_model = "claude-sonnet-4-6"
                external_llm_api_key = "sk-a"

                """)
    }

    @Test("a listed provider needs no URL")
    func listed() throws {
        let change = ProviderKeyChange(provider: try groq, key: Secret("sk-g"), model: "mine")
        #expect(
            try applied(change, to: "") == """
                llm_provider = "groq"
                external_llm_model = "mine"
                external_llm_api_key = "sk-g"

                """)
    }

    @Test("the URL of another provider never stays, so that no key goes to the wrong host")
    func staleURL() throws {
        let before =
            "llm_provider = \"groq\"\nexternal_llm_url = \"https://groq.example\"\nexternal_llm_model = \"m\"\n"
        let openAI = try applied(ProviderKeyChange(provider: .openAI, key: Secret("sk-o")), to: before)
        #expect(openAI.contains("external_llm_url = \"\"\n"))
        #expect(openAI.contains("external_llm_model = \"gpt-4o-mini\"\n"))
    }

    @Test("a pool of another provider's keys is not passed on")
    func foreignPool() throws {
        let before = "llm_provider = \"groq\"\nprovider_keys = [{ key = \"sk-canary-g\" }]\n"
        do {
            _ = try applied(ProviderKeyChange(provider: .openAI, key: Secret("sk-o")), to: before)
            Issue.record("the pool stayed")
        } catch let error as CommandFailure {
            #expect(error.reason.contains("provider_keys holds keys of groq"))
            #expect(!error.description.contains("canary"))
        }
        #expect(try applied(ProviderKeyChange(provider: try groq, key: Secret("sk-n")), to: before).contains("canary"))
    }

    @Test("another provider's key does not stay for one that is given none")
    func staleKey() throws {
        let vllm = try #require(ProviderName(rawValue: "vllm"))
        let after = try applied(
            ProviderKeyChange(provider: vllm, key: nil, model: "m"), to: "external_llm_api_key = \"sk-openai\"\n")
        #expect(after.contains("external_llm_api_key = \"\"\n"))
    }

    @Test("an added key keeps the one in use and everything else")
    func adding() throws {
        let before = """
            llm_provider = "groq"
            external_llm_api_key = "sk-1" # the first
            external_llm_url = "https://groq.example/v1"

            """
        var change = ProviderKeyChange(provider: try groq, key: Secret("sk-2"))
        change.rotation = .priority
        change.cooldownSeconds = 9
        let after = try change.added(to: TOMLDocumentEditor(before), label: "team", priority: 4)
        #expect(after.hasPrefix(before))
        #expect(after.contains("key_rotation_strategy = \"priority\"\nkey_cooldown_secs = 9\n"))
        #expect(after.hasSuffix("\n[[provider_keys]]\nkey = \"sk-2\"\npriority = 4\nlabel = \"team\"\n"))
        let folder = try TemporaryFolder()
        try folder.write(after, to: "isartor.toml")
        let settings = try Settings.load(LoadRequest(workingDirectory: folder.path)).settings
        #expect(settings.provider.chain.first?.keys.map(\.key.value) == ["sk-1", "sk-2"])
    }

    @Test("a key is not added to another provider, nor twice")
    func refusingToAdd() throws {
        let editor = try TOMLDocumentEditor(
            "llm_provider = \"groq\"\nexternal_llm_api_key = \"sk-1\"\nprovider_keys = [{ key = \"sk-2\" }]\n")
        #expect(throws: CommandFailure.self) {
            try ProviderKeyChange(provider: .openAI, key: Secret("sk-3")).added(to: editor, label: nil, priority: 1)
        }
        for key in ["sk-1", "sk-2"] {
            #expect(throws: CommandFailure.self) {
                try ProviderKeyChange(provider: try groq, key: Secret(key)).added(to: editor, label: nil, priority: 1)
            }
        }
    }

    @Test("Azure's deployment goes along")
    func azure() throws {
        var change = ProviderKeyChange(
            provider: .azure, key: Secret("k"), model: "gpt-4o", url: "https://mine.openai.azure.com")
        change.deployment = "prod"
        #expect(try applied(change, to: "").contains("azure_deployment_id = \"prod\"\n"))
    }

    @Test("a new key for the same provider leaves URL and model as they are")
    func sameProvider() throws {
        let before = "external_llm_url = \"http://127.0.0.1:8000/v1\" # mine\nexternal_llm_model = \"local\"\n"
        let after = try applied(ProviderKeyChange(provider: .openAI, key: Secret("sk-o")), to: before)
        #expect(after.contains("external_llm_url = \"http://127.0.0.1:8000/v1\" # mine\n"))
        #expect(after.contains("external_llm_model = \"local\"\n"))
    }

    @Test("what is not known must be named")
    func unknowns() throws {
        #expect(throws: CommandFailure.self) {
            try applied(ProviderKeyChange(provider: .openAICompatible, key: Secret("k"), model: "m"), to: "")
        }
        #expect(throws: CommandFailure.self) {
            let moonshot = try #require(ProviderName(rawValue: "moonshot"))
            _ = try applied(ProviderKeyChange(provider: moonshot, key: Secret("k")), to: "")
        }
        let complete = ProviderKeyChange(
            provider: .openAICompatible, key: Secret("k"), model: "m", url: "http://127.0.0.1:8000")
        #expect(try applied(complete, to: "").contains("external_llm_url = \"http://127.0.0.1:8000\"\n"))
    }

    @Test("a provider without a key leaves the key in the file alone")
    func noKey() throws {
        let after = try applied(
            ProviderKeyChange(provider: .synthetic, key: nil), to: "external_llm_api_key = \"sk-old\"\n")
        #expect(after.contains("external_llm_api_key = \"sk-old\"\n"))
        #expect(after.contains("llm_provider = \"synthetic\"\n"))
    }

    @Test("the script for a shell quotes every value and clears the URL where there is none")
    func script() throws {
        let change = ProviderKeyChange(provider: .openAI, key: Secret("it's $HOME"))
        #expect(
            try change.shellScript() == """
                # Written by "isartor set-key --env-file", and replaced by the next one.
                export ISARTOR__LLM_PROVIDER='openai'
                export ISARTOR__EXTERNAL_LLM_URL=''
                export ISARTOR__EXTERNAL_LLM_MODEL='gpt-4o-mini'
                export ISARTOR__EXTERNAL_LLM_API_KEY='it'\\''s $HOME'

                """)
    }

    @Test("the masked change shows no key")
    func masking() throws {
        let change = ProviderKeyChange(provider: .openAI, key: Secret("sk-canary'0123456789"))
        #expect(try !change.masked.shellScript().contains("canary"))
    }
}
