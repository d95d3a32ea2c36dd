// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings
import TestKit
import Testing

@Suite("Requests that are explained before they are sent", .serialized, .timeLimit(.minutes(3)))
struct RehearsalTests {
    private static func explain(
        _ meaning: Meaning, _ body: String, _ more: String = "", headers: [(String, String)] = []
    ) async throws -> TestResponse {
        try await meaning.gateway.client.post(
            "/api/admin/cache/explain", #"{\#(more)"body":\#(body)}"#, headers: headers)
    }

    @Test("each layer that would answer is named, and nothing is sent, counted or learned")
    func layers() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            let fresh = try await Self.explain(meaning, Meaning.chat("refund: a"))
            #expect(fresh.status == 200)
            #expect(fresh.text.contains(#""layer":"l3","outcome":"would_ask","reason":"new_partition""#))
            #expect(meaning.gateway.upstreamCalls == 0)
            _ = try await meaning.ask("refund: a")
            let repeated = try await Self.explain(meaning, Meaning.chat("refund: a"))
            #expect(repeated.text.contains(#""layer":"l1a","outcome":"would_serve","reason":"exact_repeat""#))
            let near = try await Self.explain(meaning, Meaning.chat("refund: b"))
            #expect(near.text.contains(#""layer":"l1b","outcome":"would_serve","reason":"semantic_hit""#))
            #expect(near.text.contains(#""question":"refund: a""#))
            // Explaining it did not answer it.
            #expect(try await meaning.ask("refund: b").layer == "l1b")
            let report = try await meaning.gateway.client.send("GET", "/api/admin/cache/semantic-report")
            #expect(report.text.contains(#""looked_up":2"#))
            #expect(meaning.gateway.upstreamCalls == 1)
        }
    }

    @Test("the guard that spoke, the field that differs, the kind that is not compared, and the evidence are told")
    func reasons() async throws {
        try await Meaning.run(.auto) { meaning async throws in
            _ = try await meaning.ask("port: open 80")
            let vetoed = try await Self.explain(meaning, Meaning.chat("port: open 81"))
            #expect(vetoed.text.contains(#""reason":"veto_number""#))
            #expect(vetoed.text.contains(#""guard":"number","words":["81","80"]"#))
            let other = try await Self.explain(meaning, Meaning.chat("port: open 80", #""temperature":0.5,"#))
            #expect(other.text.contains(#""differs_from_nearest_partition_in":["options"]"#))
            let tools = #""tools":[{"type":"function","function":{"name":"f"}}],"#
            let skipped = try await Self.explain(meaning, Meaning.chat("port: open 80", tools))
            #expect(skipped.text.contains(#""outcome":"skipped","reason":"tools""#))
            let learning = try await Self.explain(meaning, Meaning.chat("port: open it, 80"))
            #expect(learning.text.contains(#""reason":"learning""#))
            #expect(learning.text.contains(#""judged":0.0,"wrong":0.0,"bound":1.0,"max_error":0.01"#))
            #expect(learning.text.contains(#""fewest_judgements":300"#))
            let off = try await Self.explain(
                meaning, Meaning.chat("port: open it, 80"), #""headers":{"X-Isartor-Semantic":"off"},"#)
            #expect(off.text.contains(#""reason":"mode_off""#))
        }
    }

    @Test("a request of another format finds what it would find, headers of its own included")
    func formats() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            _ = try await meaning.ask("refund: a")
            let message =
                #"{"model":"gpt-4o-mini","max_tokens":256,"messages":[{"role":"user","content":"refund: b"}]}"#
            let found = try await Self.explain(meaning, message, #""route":"/v1/messages","#)
            #expect(found.text.contains(#""reason":"semantic_hit""#))
            let session = try await Self.explain(
                meaning, message, #""route":"/v1/messages","headers":{"x-session-id":"s1"},"#)
            #expect(session.text.contains(#""differs_from_nearest_partition_in":["session"]"#))
            let gemini = #"{"contents":[{"parts":[{"text":"refund: c"}]}],"generationConfig":{"maxOutputTokens":256}}"#
            let path = #""route":"/v1beta/models/gpt-4o-mini:generateContent","#
            #expect(try await Self.explain(meaning, gemini, path).text.contains(#""reason":"semantic_hit""#))
        }
    }

    @Test("what cannot be explained is refused with what to do")
    func refusals() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            let body = Meaning.chat("refund: a")
            for more in [
                #""route":"/v1/embeddings","#, #""route":7,"#, #""key":"nobody","#, #""headers":[],"#,
                #""headers":{"authorization":"Bearer x"},"#,
            ] {
                let answer = try await Self.explain(meaning, body, more)
                #expect(answer.status == 400, "\(more)")
                #expect(answer.text.contains(#""code":"invalid_request""#))
            }
            #expect(try await Self.explain(meaning, "[]").status == 400)
            let native = try await Self.explain(meaning, #"{"stream":true,"prompt":"a"}"#, #""route":"/api/chat","#)
            #expect(native.status == 400)
        }
    }

    @Test("who runs the gateway asks as themselves or as a key by its name, and a key alone may not ask")
    func keys() async throws {
        let keys = ["key-a-0123456789", "key-b-0123456789"]
        let folder = try TemporaryPlace()
        try await Meaning.run(
            .serve, folder: folder.path,
            adjusting: { settings in
                settings.authentication.namedKeys = keys.enumerated().map {
                    NamedGatewayKey(name: "key\($0.offset)", key: Secret($0.element))
                }
            }
        ) { meaning async throws in
            let headers = keys.map { [("authorization", "Bearer \($0)")] }
            _ = try await meaning.ask("refund: a", headers: headers[0])
            let own = try await Self.explain(meaning, Meaning.chat("refund: b"), headers: headers[0])
            #expect(own.text.contains(#""reason":"semantic_hit""#))
            let other = try await Self.explain(meaning, Meaning.chat("refund: b"), headers: headers[1])
            #expect(other.text.contains(#""reason":"new_partition""#))
            let named = try await Self.explain(
                meaning, Meaning.chat("refund: b"), #""key":"key0","#, headers: headers[1])
            #expect(named.text.contains(#""reason":"semantic_hit""#))
            #expect(try await Self.explain(meaning, Meaning.chat("refund: b")).status == 401)
            let made = try await meaning.gateway.client.post(
                "/key/generate", #"{"key_alias":"carol"}"#, headers: headers[0])
            let key = try #require(made.text.firstMatch(of: #/"key":"(sk-[^"]+)"/#)).1
            let virtual = [("authorization", "Bearer \(key)")]
            #expect(try await Self.explain(meaning, Meaning.chat("refund: b"), headers: virtual).status == 403)
            _ = try await meaning.ask("refund: x", headers: virtual)
            let carol = try await Self.explain(
                meaning, Meaning.chat("refund: y"), #""key":"carol","#, headers: headers[0])
            #expect(carol.text.contains(#""reason":"semantic_hit""#))
        }
    }

    @Test("a rule by key holds for the virtual key of that name, also for one that was made later")
    func virtualKeyRules() async throws {
        let rules = [SemanticRule(keyName: "carol", mode: .off)]
        let folder = try TemporaryPlace()
        try await Meaning.run(.serve, rules: rules, folder: folder.path) { meaning async throws in
            var tokens: [String] = []
            for name in ["carol", "dave"] {
                let made = try await meaning.gateway.client.post("/key/generate", #"{"key_alias":"\#(name)"}"#)
                tokens.append(String(try #require(made.text.firstMatch(of: #/"key":"(sk-[^"]+)"/#)).1))
            }
            for (token, layer) in zip(tokens, ["l3", "l1b"]) {
                let headers = [("authorization", "Bearer \(token)")]
                _ = try await meaning.ask("refund: a", headers: headers)
                #expect(try await meaning.ask("refund: b", headers: headers).layer == layer)
            }
        }
    }
}
