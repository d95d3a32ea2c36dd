// SPDX-License-Identifier: Apache-2.0

import Conversation
import NIOCore
import Pipeline
import Providers
import Testing
import WireFormats

@testable import DataPlane

@Suite("Outgoing requests")
struct OutgoingRequestTests {
    /// A request as the provider gets it.
    private struct Sent {
        var line = ""
        var fields: [String] = []
        var body = ""
        var mutations: [Mutation] = []
    }

    private func send(
        _ body: String, surface: Surface = .chatCompletions, uri: String = "/v1/chat/completions",
        url: String = "https://api.openai.com/v1", format: WireFormat = .openAIChat, credential: Credential? = nil,
        headers: [(String, String)] = [], aliases: [String: String] = [:], defaultModel: String = "",
        reads: Bool = true,
        asksUsage: Bool = false
    ) throws -> Sent {
        let endpoint = try #require(ProviderSite(provider: "p", formats: [format], url: url)).preferred
        let reading = reads ? try Arriving.reading(body, surface, aliases: aliases, defaultModel: defaultModel) : nil
        // The body may begin anywhere in its buffer.
        let incoming = Arriving.request("", uri: uri, surface: surface, headers: headers)
        incoming.body = ByteBuffer(string: "skipped" + body)
        incoming.body.moveReaderIndex(forwardBy: 7)
        let outgoing = try OutgoingRequest.make(
            incoming, reading, model: reading?.resolvedModel, surface: surface, endpoint: endpoint,
            query: surface == .native ? "" : incoming.passedQuery, credential: credential, asksUsage: asksUsage,
            allocator: ByteBufferAllocator())
        let head = String(buffer: outgoing.request.head)
        #expect(head.hasSuffix("\r\n\r\n"))
        #expect(outgoing.request.body.allSatisfy { $0.readableBytes > 0 })
        var lines = head.split(separator: "\r\n").map { String($0) }
        let text = outgoing.request.body.map { String(buffer: $0) }.joined()
        let line = lines.removeFirst()
        #expect(lines.last == "content-length: \(text.utf8.count)")
        return Sent(line: line, fields: lines, body: text, mutations: outgoing.mutations)
    }

    private let body = #"{ "model" : "fast", "messages":[{"role":"user","content":"Hi"}] }"#

    @Test("a body that needs no change is the client's, byte for byte")
    func untouched() throws {
        for text in [body, #"{"model":"f\u0061st","messages":[],"x": 1.50 }"#, "{\"messages\":[]}", " {} "] {
            let sent = try send(text)
            #expect(sent.body == text && sent.mutations.isEmpty)
        }
        let unread = try send("not even JSON", reads: false)
        #expect(unread.body == "not even JSON" && unread.mutations.isEmpty)
    }

    @Test(
        "a wish for token counts is put in where it belongs, and told",
        arguments: [
            (#"{"model":"m","stream":true}"#, #"{"stream_options":{"include_usage":true},"model":"m","stream":true}"#),
            (
                #"{"model":"m","stream_options":{}}"#, #"{"model":"m","stream_options":{"include_usage":true}}"#
            ),
            (
                #"{"model":"m","stream_options":{"include_obfuscation":false}}"#,
                #"{"model":"m","stream_options":{"include_usage":true,"include_obfuscation":false}}"#
            ),
            (
                #"{"stream_options":{"include_usage": false},"model":"m"}"#,
                #"{"stream_options":{"include_usage": true},"model":"m"}"#
            ),
            (#"{"model":"m","stream_options":null}"#, #"{"model":"m","stream_options":{"include_usage":true}}"#),
        ])
    func asksUsage(body: String, expected: String) throws {
        let sent = try send(body, asksUsage: true)
        #expect(sent.body == expected)
        #expect(sent.mutations.map(\.reason) == [.streamUsage])
        let alias = try send(body, aliases: ["m": "model"], asksUsage: true)
        #expect(alias.body == expected.replacing(#""model":"m""#, with: #""model":"model""#))
        #expect(alias.mutations.count == 2)
    }

    @Test("an alias is replaced where it stands, and the change is told")
    func alias() throws {
        let sent = try send(body, aliases: ["fast": "gpt-4o-\"mini\""])
        #expect(sent.body == #"{ "model" : "gpt-4o-\"mini\"", "messages":[{"role":"user","content":"Hi"}] }"#)
        #expect(
            sent.mutations == [Mutation(place: .request, reason: .modelAlias, offset: 12, removed: 6, inserted: 17)])
        try expectTold(sent, of: body)
        let escaped = try send(#"{"messages":[],"\u006dodel":"f\u0061st"}"#, aliases: ["fast": "m"])
        #expect(escaped.body == #"{"messages":[],"\u006dodel":"m"}"#)
    }

    @Test("a model that is missing is put before the first field, and the change is told")
    func defaultModel() throws {
        let text = " {\n \"messages\":[] }"
        let sent = try send(text, defaultModel: "m")
        #expect(sent.body == " {\"model\":\"m\",\n \"messages\":[] }")
        #expect(
            sent.mutations == [Mutation(place: .request, reason: .modelDefault, offset: 2, removed: 0, inserted: 12)])
        try expectTold(sent, of: text)
        #expect(try send("{}", defaultModel: "m").body == "{}")
        let strange = try send(#"{"model":null,"messages":[]}"#, defaultModel: "m")
        #expect(strange.body == #"{"model":null,"messages":[]}"# && strange.mutations.isEmpty)
    }

    /// Expects that the ledger's entry leads back to the body as it came.
    private func expectTold(_ sent: Sent, of original: String) throws {
        let entry = try #require(sent.mutations.first)
        var bytes = Array(sent.body.utf8)
        let taken = Array(original.utf8)[entry.offset..<entry.offset + entry.removed]
        bytes.replaceSubrange(entry.offset..<entry.offset + entry.inserted, with: taken)
        #expect(bytes == Array(original.utf8))
        #expect(sent.mutations.count == 1)
    }

    @Test(
        "the target is the endpoint's, the client's query behind its own",
        arguments: [
            ("/v1/chat/completions", "https://x.example", "/v1/chat/completions"),
            ("/v1/chat/completions?a=b", "https://x.example", "/v1/chat/completions?a=b"),
            ("/v1/chat/completions?a=b#c", "https://x.example", "/v1/chat/completions?a=b"),
            ("/v1/chat/completions?", "https://x.example", "/v1/chat/completions"),
            ("/v1/chat/completions?#a", "https://x.example", "/v1/chat/completions"),
            ("/v1/chat/completions?a=b?c", "https://x.example/v1?v=1", "/v1/chat/completions?v=1&a=b?c"),
            ("/api/chat/completions", "https://x.example/openai/v1", "/openai/v1/chat/completions"),
        ])
    func targets(uri: String, url: String, target: String) throws {
        let sent = try send(body, uri: uri, url: url)
        #expect(sent.line == "POST \(target) HTTP/1.1")
        #expect(sent.fields.first == "host: x.example")
    }

    @Test("the client's own lines go along as they came, in their order")
    func headers() throws {
        let sent = try send(
            body,
            headers: [
                ("Host", "localhost:8080"), ("User-Agent", "tool/1"), ("X-Stainless-Lang", "js"),
                ("Anthropic-Beta", "a"),
                ("anthropic-beta", "b"), ("Content-Type", "application/json"), ("x-session-id", "s"), ("Accept", "*/*"),
                ("anthropic-version", "2023-06-01"), ("Openai-Organization", "o"),
            ])
        #expect(
            sent.fields == [
                "host: api.openai.com", "User-Agent: tool/1", "X-Stainless-Lang: js", "Anthropic-Beta: a",
                "anthropic-beta: b",
                "Content-Type: application/json", "x-session-id: s", "Accept: */*", "anthropic-version: 2023-06-01",
                "Openai-Organization: o", "accept-encoding: identity", "content-length: \(body.utf8.count)",
            ])
    }

    @Test(
        "lines of the connection, credentials and what is meant for the gateway stay behind",
        arguments: [
            "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade", "Transfer-Encoding",
            "Content-Length",
            "Host", "Expect", "Cookie", "Origin", "Referer", "Authorization", "X-API-Key", "API-Key", "X-Goog-Api-Key",
            "Proxy-Authorization", "Accept-Encoding", "X-Isartor-Cache", "X-Isartor-Session-Id", "X-Nominated",
        ])
    func staysBehind(name: String) throws {
        let credential = Credential(carrier: .bearer, key: "operator")
        for spelt in [name, name.lowercased(), name.uppercased()] {
            let sent = try send(
                body, credential: credential,
                headers: [("connection", "close, x-nominated"), (spelt, "9client-value"), ("x-kept", "yes")])
            #expect(!sent.fields.contains { $0.contains("client-value") })
            #expect(sent.fields.contains("x-kept: yes"))
        }
    }

    @Test("the credential goes in its carrier, once")
    func credentials() throws {
        let client = [("Authorization", "Bearer client"), ("x-api-key", "client")]
        let bearer = try send(body, credential: Credential(carrier: .bearer, key: "k"), headers: client)
        #expect(bearer.fields.filter { $0.contains("client") }.isEmpty)
        #expect(bearer.fields.contains("authorization: Bearer k"))
        let key = try send(body, credential: Credential(carrier: .apiKey, key: "k"), headers: client)
        #expect(key.fields.contains("x-api-key: k") && !key.fields.contains { $0.hasPrefix("authorization") })
        let none = try send(body, headers: client)
        #expect(!none.fields.contains { $0.hasPrefix("authorization") || $0.hasPrefix("x-api-key") })
    }

    @Test("the native surface is translated into what the provider speaks, and its query stays here")
    func native() throws {
        let text = #"{"prompt":"Hi","model":"m"}"#
        let chat = try send(
            text, surface: .native, uri: "/api/chat?x=1",
            headers: [("Content-Type", "text/plain"), ("anthropic-version", "old")])
        #expect(chat.line == "POST /v1/chat/completions HTTP/1.1")
        #expect(chat.body == #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#)
        #expect(chat.fields.filter { $0.lowercased().hasPrefix("content-type") } == ["content-type: application/json"])
        #expect(!chat.fields.contains { $0.hasPrefix("anthropic-version") })
        let messages = try send(
            text, surface: .native, uri: "/api/chat", url: "https://api.anthropic.com", format: .anthropicMessages)
        #expect(messages.line == "POST /v1/messages HTTP/1.1")
        #expect(messages.fields.contains("anthropic-version: 2023-06-01"))
        #expect(messages.body.contains("\"max_tokens\":4096"))
    }
}
