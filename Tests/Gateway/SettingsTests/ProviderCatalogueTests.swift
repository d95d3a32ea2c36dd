// SPDX-License-Identifier: Apache-2.0

import Addresses
import Testing

@testable import Settings

@Suite struct ProviderCatalogueTests {
    @Test(
        "the providers that users of the original have in their files are known",
        arguments: [
            "openai", "azure", "anthropic", "copilot", "xai", "gemini", "mistral", "groq", "cerebras", "nebius",
            "siliconflow", "fireworks", "nvidia", "chutes", "deepseek", "cohere", "galadriel", "hyperbolic",
            "huggingface", "mira", "moonshot", "ollama", "openrouter", "perplexity", "together",
        ])
    func originals(name: String) {
        #expect(ProviderName(rawValue: name)?.rawValue == name)
    }

    @Test("each name comes once, in lower case, and is found by itself")
    func names() {
        let names = ProviderCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name == name.lowercased())
            #expect(ProviderCatalogue.provider(called: name)?.name == name)
        }
        #expect(ProviderName.allCases.count == names.count)
        #expect(ProviderName(rawValue: "OpenAI") == nil)
    }

    @Test(
        "each has an address of its own, or an example of one that the user must give", arguments: ProviderName.allCases
    )
    func addresses(name: ProviderName) {
        guard name != .synthetic else { return }
        #expect((name.baseURL == nil) == name.needsURL)
        if let url = name.baseURL {
            #expect(EndpointURL.isAcceptable(url))
            #expect(url.hasPrefix("https://") || ProviderURL.isPrivate(url))
        }
        if let example = name.entry.urlExample { #expect(EndpointURL.isAcceptable(example)) }
    }

    @Test("servers on this machine need no key, vendors do", arguments: ProviderName.allCases)
    func keys(name: ProviderName) {
        let isOwn = name.entry.isGeneric || name == .synthetic || name.baseURL.map(ProviderURL.isPrivate) == true
        #expect(name.needsKey == !isOwn)
    }

    @Test("no host belongs to two vendors", arguments: ProviderName.allCases)
    func owners(name: ProviderName) throws {
        guard let host = name.baseURL.flatMap(EndpointURL.host(of:)), !PrivateHost.matches(host) else { return }
        let owners = ProviderCatalogue.all.filter { $0.owns(host) }
        #expect(owners.map(\.name) == [name.rawValue])
    }

    @Test(
        "a host belongs to its vendor with all that is below it, and nobody else",
        arguments: [
            ("api.openai.com", "openai"), ("eu.api.openai.com", "openai"), ("API.OPENAI.COM", "openai"),
            ("api.openai.com.", "openai"), ("mine.openai.azure.com", "azure"), ("api.x.ai", "xai"),
            ("us-central1-aiplatform.googleapis.com", "vertex"), ("aiplatform.googleapis.com", "vertex"),
            ("generativelanguage.googleapis.com", "gemini"), ("router.huggingface.co", "huggingface"),
            ("bedrock-runtime.eu-west-1.amazonaws.com", "bedrock"), ("api.individual.githubcopilot.com", "copilot"),
        ])
    func hosts(host: String, name: String) {
        #expect(ProviderCatalogue.owner(of: host)?.name == name)
    }

    @Test(
        "a host that only looks like a vendor's is nobody's",
        arguments: ["api.openai.com.evil.example", "notopenai.com", "groq.com.example", "localhost", "127.0.0.1"])
    func strangers(host: String) {
        #expect(ProviderCatalogue.owner(of: host) == nil)
    }

    @Test("a misspelt name leads to the nearest")
    func suggestions() {
        #expect(ProviderName.suggestion(for: "gorq")?.rawValue == "groq")
        #expect(ProviderName.suggestion(for: "Antropic") == .anthropic)
        #expect(ProviderName.suggestion(for: "something-else") == nil)
    }

    @Test("a Bedrock key is an API key, or credentials of two or three parts")
    func bedrock() {
        #expect(BedrockKey(Secret("ABSKabc=")) == .bearer(Secret("ABSKabc=")))
        #expect(
            BedrockKey(Secret("AKIA:secret/+"))
                == .credentials(accessKeyID: "AKIA", secret: Secret("secret/+"), sessionToken: nil))
        #expect(
            BedrockKey(Secret("ASIA:s:t"))
                == .credentials(accessKeyID: "ASIA", secret: Secret("s"), sessionToken: Secret("t")))
        for text in ["AKIA:", ":s", "a:b:c:d", "a::c"] { #expect(BedrockKey(Secret(text)) == nil) }
    }
}
