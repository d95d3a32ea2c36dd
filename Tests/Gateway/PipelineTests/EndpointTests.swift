// SPDX-License-Identifier: Apache-2.0

import Addresses
import Conversation
import Pipeline
import Testing

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "a base or a whole endpoint leads to the same place",
        arguments: [
            (WireFormat.openAIChat, "https://api.openai.com/v1", "/v1/chat/completions"),
            (.openAIChat, "https://api.openai.com/v1/", "/v1/chat/completions"),
            (.openAIChat, "https://api.openai.com/v1/chat/completions", "/v1/chat/completions"),
            (.openAIChat, "https://api.openai.com/v1/chat/completions/", "/v1/chat/completions"),
            (.openAIChat, "https://api.openai.com", "/v1/chat/completions"),
            (.openAIChat, "https://api.openai.com/", "/v1/chat/completions"),
            (.openAIChat, "https://api.groq.com/openai/v1", "/openai/v1/chat/completions"),
            (.openAIChat, "https://x.example/v1beta/openai", "/v1beta/openai/chat/completions"),
            (.openAIChat, "https://x.example/chat/completions?api-version=1", "/chat/completions?api-version=1"),
            (.openAIChat, "https://x.example/v1?a=b", "/v1/chat/completions?a=b"),
            (.openAIChat, "https://x.example?a=b", "/v1/chat/completions?a=b"),
            (.openAIChat, "https://x.example/v1#part", "/v1/chat/completions"),
            (.openAIResponses, "https://api.openai.com/v1", "/v1/responses"),
            (.openAIResponses, "https://x.example/v1/responses", "/v1/responses"),
            (.anthropicMessages, "https://api.anthropic.com", "/v1/messages"),
            (.anthropicMessages, "https://api.anthropic.com/", "/v1/messages"),
            (.anthropicMessages, "https://api.anthropic.com/v1", "/v1/messages"),
            (.anthropicMessages, "https://api.anthropic.com/v1/messages", "/v1/messages"),
            (.anthropicMessages, "https://x.example/anthropic", "/anthropic/v1/messages"),
            (.anthropicMessages, "https://x.example/anthropic/v1/", "/anthropic/v1/messages"),
        ])
    func targets(format: WireFormat, url: String, target: String) throws {
        let endpoint = try #require(ProviderSite(provider: "p", formats: [format], url: url)).preferred
        #expect(endpoint.target == target)
        #expect(endpoint.isEncrypted && endpoint.port == 443)
    }

    @Test(
        "the Host header names the port only when it is not the scheme's own",
        arguments: [
            ("http://localhost:11434", "localhost:11434", "localhost", 11434, true),
            ("http://127.0.0.1", "127.0.0.1", "127.0.0.1", 80, true),
            ("http://127.0.0.1:80", "127.0.0.1", "127.0.0.1", 80, true),
            ("https://127.0.0.1:80", "127.0.0.1:80", "127.0.0.1", 80, true),
            ("https://API.Example:443/x", "api.example", "api.example", 443, false),
            ("HTTPS://api.example:8443", "api.example:8443", "api.example", 8443, false),
            ("http://[::1]:8080/v1", "[::1]:8080", "::1", 8080, true),
            ("https://[2001:db8::1]", "[2001:db8::1]", "2001:db8::1", 443, false),
            ("http://api.example:65535", "api.example:65535", "api.example", 65535, false),
        ])
    func authority(url: String, authority: String, host: String, port: Int, isLoopback: Bool) throws {
        let endpoint = try #require(ProviderSite(provider: "p", formats: [.openAIChat], url: url)).preferred
        #expect(endpoint.authority == authority)
        #expect(endpoint.host == host && endpoint.port == port && endpoint.isLoopback == isLoopback)
    }

    @Test(
        "what is no absolute http or https URL without credentials is refused",
        arguments: [
            "", "api.openai.com/v1", "/v1", "ftp://x.example", "http:/x.example", "https://", "https:///v1",
            "https://:443",
            "https://user:secret@x.example/v1", "https://secret@x.example", "https://x.example:0",
            "https://x.example:65536",
            "https://x.example:http", "https://x.example:-1", "https://x.example:+80", "https://x.example:8 0",
            "https://x .example", "https://x.example/a b", "https://x.example/a\r\nX: 1", "http://[::1",
            "http://[::1]x",
            "http://[::1]:x", "http://[]", "http://a:1:2", " https://x.example",
        ])
    func refused(url: String) {
        #expect(URLParts(url) == nil)
        #expect(ProviderSite(provider: "p", formats: [.openAIChat], url: url) == nil)
    }

    @Test(
        "a whole endpoint is the only format spoken there, but at OpenAI's own service",
        arguments: [
            ("https://x.example/v1", [WireFormat.openAIChat, .openAIResponses]),
            ("https://x.example/v1/chat/completions", [.openAIChat]),
            ("https://x.example/v1/responses", [.openAIResponses]),
            ("https://api.openai.com/v1/chat/completions", [.openAIChat, .openAIResponses]),
        ])
    func formats(url: String, spoken: [WireFormat]) throws {
        let site = try #require(
            ProviderSite(provider: "p", formats: [.openAIChat, .openAIResponses], url: url))
        #expect(site.endpoints.map(\.format) == spoken)
        #expect(site.address("/embeddings").target == "/v1/embeddings")
    }

    @Test(
        "Gemini's models stand below a version, the configured one or v1beta",
        arguments: [
            ("https://x.example", "/v1beta/models/m:generateContent"),
            ("https://x.example/", "/v1beta/models/m:generateContent"),
            ("https://x.example/v1beta", "/v1beta/models/m:generateContent"),
            ("https://x.example/google/v1/", "/google/v1/models/m:generateContent"),
            ("https://x.example?a=b", "/v1beta/models/m:generateContent?a=b"),
        ])
    func gemini(url: String, target: String) throws {
        let site = try #require(ProviderSite(provider: "p", formats: [.gemini], url: url))
        #expect(site.preferred.gemini(model: "m", verb: "generateContent").target == target)
    }

    @Test("an at sign behind the authority is no credential")
    func atSign() throws {
        let parts = try #require(URLParts("https://x.example/a@b?c=d@e"))
        #expect(parts.host == "x.example" && parts.path == "/a@b" && parts.query == "?c=d@e")
    }
}
