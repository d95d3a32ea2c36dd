// SPDX-License-Identifier: Apache-2.0

import Addresses
import Conversation
import Pipeline
import Testing

@Suite("Sites of special providers")
struct ProviderSiteTests {
    private func azure(_ endpoint: String, _ deployment: String = "gpt-4o", version: String = "2024-10-21") throws
        -> ProviderSite
    {
        try #require(ProviderSite(azure: endpoint, deployment: deployment, apiVersion: version))
    }

    @Test(
        "Azure's deployments have addresses of their own, with the version of the interface in the query",
        arguments: [
            ("https://r.openai.azure.com", "", "?api-version=2024-10-21"),
            ("https://r.openai.azure.com/", "", "?api-version=2024-10-21"),
            ("https://r.openai.azure.com/openai", "", "?api-version=2024-10-21"),
            ("https://r.openai.azure.com/openai/", "", "?api-version=2024-10-21"),
            ("https://gateway.example/llm/", "/llm", "?api-version=2024-10-21"),
            ("https://r.openai.azure.com?a=b", "", "?a=b&api-version=2024-10-21"),
            ("https://r.openai.azure.com/?", "", "?api-version=2024-10-21"),
            ("https://r.openai.azure.com?a=b&api-version=1", "", "?a=b&api-version=1"),
            ("https://r.openai.azure.com#part", "", "?api-version=2024-10-21"),
        ])
    func deployments(endpoint: String, prefix: String, query: String) throws {
        let site = try azure(endpoint)
        let base = prefix + "/openai/deployments/gpt-4o"
        #expect(site.provider == "azure" && site.endpoints.map(\.format) == [.openAIChat])
        #expect(site.preferred.target == base + "/chat/completions" + query)
        #expect(site.address("/embeddings").target == base + "/embeddings" + query)
        #expect(site.does(.embeddings) && !site.does(.storedResponses))
    }

    @Test(
        "host, port and scheme of Azure's endpoint stay", arguments: ["http://[::1]:8080", "https://a.example:444/x"])
    func authority(endpoint: String) throws {
        let site = try azure(endpoint).preferred
        let parts = try #require(URLParts(endpoint))
        #expect(site.host == parts.host && site.port == parts.port && site.isEncrypted == parts.isEncrypted)
        #expect(site.authority == parts.authority)
    }

    @Test("a request may name another deployment, whose name cannot break out of the address")
    func otherDeployment() throws {
        let site = try azure("https://r.openai.azure.com?a=b")
        let query = "?a=b&api-version=2024-10-21"
        for (name, escaped) in [
            ("small", "small"), ("a/b", "a%2Fb"), ("a b?c#d", "a%20b%3Fc%23d"), ("..", "%2E%2E"), (".", "%2E"),
            ("gpt-4.1", "gpt-4.1"), ("ü\r\n", "%C3%BC%0D%0A"), ("%2e", "%252e"),
        ] {
            let other = site.deployment(name)
            #expect(other.preferred.target == "/openai/deployments/\(escaped)/chat/completions" + query)
            #expect(other.address("/embeddings").target == "/openai/deployments/\(escaped)/embeddings" + query)
            #expect(other.preferred.host == site.preferred.host)
            let direct = try azure("https://r.openai.azure.com?a=b", name)
            #expect(other == direct)
            #expect(other.deployment("gpt-4o") == site)
        }
        #expect(site.deployment("gpt-4o") == site)
        #expect(site.deployment("") == site)
    }

    @Test(
        "Azure's newer interface takes a model's name, so that its address names no deployment and no version",
        arguments: [
            ("https://r.openai.azure.com/openai/v1", ""), ("https://r.openai.azure.com/openai/v1/", ""),
            ("https://r.services.ai.azure.com/openai/v1?a=b", "?a=b"),
        ])
    func newer(endpoint: String, query: String) throws {
        let site = try azure(endpoint, "", version: "")
        #expect(site.preferred.target == "/openai/v1/chat/completions" + query)
        #expect(site.endpoint(.openAIResponses)?.target == "/openai/v1/responses" + query)
        #expect(site.address("/embeddings").target == "/openai/v1/embeddings" + query)
        #expect(site.deployment("other") == site)
    }

    @Test(
        "an Azure site without a deployment, a version or an endpoint is none",
        arguments: [
            ("https://r.openai.azure.com", "", "1"), ("https://r.openai.azure.com", "d", ""),
            ("r.openai.azure.com", "d", "1"), ("", "d", "1"),
            ("https://r.openai.azure.com/openai/deployments/d/chat/completions", "d", "1"),
        ])
    func noSite(endpoint: String, deployment: String, version: String) {
        #expect(ProviderSite(azure: endpoint, deployment: deployment, apiVersion: version) == nil)
    }

    @Test("a version of Azure's interface cannot add to the query")
    func version() throws {
        let site = try azure("https://a.example", "d", version: "1&x=#y")
        #expect(site.preferred.target.hasSuffix("?api-version=1%26x%3D%23y"))
    }

    @Test(
        "Ollama is found with a version in its address and without",
        arguments: [
            ("http://localhost:11434", "/v1"), ("http://localhost:11434/", "/v1"), ("http://localhost:11434/v1", "/v1"),
            ("http://localhost:11434/v1/", "/v1"), ("http://localhost:11434/v1/chat/completions", "/v1"),
            ("https://box.lan/ollama", "/ollama/v1"), ("https://box.lan/ollama/v1", "/ollama/v1"),
        ])
    func ollama(url: String, base: String) throws {
        let site = try #require(ProviderSite(provider: "ollama", formats: [.openAIChat], url: url))
        #expect(site.preferred.target == base + "/chat/completions")
        #expect(site.address("/embeddings").target == base + "/embeddings")
    }

    @Test("another provider's path stays as it was written down")
    func notOllama() throws {
        let site = try #require(ProviderSite(provider: "p", formats: [.openAIChat], url: "https://a.example/ollama"))
        #expect(site.preferred.target == "/ollama/chat/completions")
    }

    @Test(
        "Copilot's address has no version, and its requests the lines of an editor",
        arguments: [
            "https://api.githubcopilot.com", "https://api.githubcopilot.com/",
            "https://api.githubcopilot.com/chat/completions",
        ])
    func copilot(url: String) throws {
        let site = try #require(ProviderSite(copilot: url))
        #expect(site.provider == "copilot" && site.preferred.target == "/chat/completions")
        #expect(site.address("/embeddings").target == "/embeddings")
        #expect(site.extraFields == CopilotEditor.fields)
        #expect(site.extraFields.contains(FixedField("editor-version", "vscode/1.99.0")))
        #expect(site.extraFields.allSatisfy { $0.name == $0.name.lowercased() })
        let plain = try #require(ProviderSite(provider: "copilot", formats: [.openAIChat], url: url))
        #expect(plain.extraFields.isEmpty && plain != site)
        #expect(ProviderSite(copilot: "api.githubcopilot.com") == nil)
    }
}
