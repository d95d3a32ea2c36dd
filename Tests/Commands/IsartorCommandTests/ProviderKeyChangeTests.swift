// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

@testable import isartor

@Suite struct ProviderKeyChangeTests {
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

    @Test("a listed provider gets its public URL")
    func listed() throws {
        let change = ProviderKeyChange(provider: .groq, key: Secret("sk-g"), model: "mine")
        #expect(
            try applied(change, to: "") == """
                llm_provider = "groq"
                external_llm_url = "https://api.groq.com/openai/v1/chat/completions"
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
        let xAI = try applied(ProviderKeyChange(provider: .xAI, key: Secret("sk-x")), to: before)
        #expect(xAI.contains("external_llm_url = \"https://api.x.ai/v1/chat/completions\"\n"))
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
            try applied(ProviderKeyChange(provider: .moonshot, key: Secret("k")), to: "")
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
