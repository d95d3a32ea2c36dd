// SPDX-License-Identifier: Apache-2.0

import Conversation
import FakeUpstream
import Pipeline
import Settings
import TestKit
import Testing

@Suite("Requests that mean the same", .serialized, .timeLimit(.minutes(3)))
struct MeaningTests {
    @Test("a question in other words is answered from the cache, marked, and an exact repeat from then on")
    func hit() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            let first = try await meaning.ask("refund: how do I get one?")
            #expect(first.layer == "l3")
            #expect(first.reason == "new_partition")
            let second = try await meaning.ask("refund: what must I do for one?")
            #expect(second.layer == "l1b")
            #expect(second.header("x-isartor-deflected") == "true")
            #expect(second.reason == "semantic_hit")
            #expect(second.header("x-isartor-cache-entry")?.count == 64)
            #expect(second.header("x-isartor-provider") == "openai")
            let similarity = try #require(second.header("x-isartor-similarity").flatMap { Double($0) })
            #expect((0.5...1).contains(similarity))
            #expect(second.body == first.body)
            let third = try await meaning.ask("refund: what must I do for one?")
            #expect(third.layer == "l1a")
            #expect(third.reason == nil)
            #expect(third.body == first.body)
            #expect(meaning.gateway.upstreamCalls == 1)
        }
    }

    @Test("an exact repeat does not ask the encoder")
    func exactHitsPayNothing() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            _ = try await meaning.ask("refund: how?")
            let calls = meaning.encoder.calls
            for _ in 0..<5 { #expect(try await meaning.ask("refund: how?").layer == "l1a") }
            #expect(meaning.encoder.calls == calls)
        }
    }

    private static let doors: [(path: String, body: @Sendable (String) -> String)] = [
        ("/v1/chat/completions", { Meaning.chat($0) }),
        ("/v1/chat/completions", { Meaning.chat($0, #""stream":true,"#) }),
        (
            "/v1/messages",
            {
                #"{"model":"gpt-4o-mini","max_tokens":256,"stream":true,"messages":[{"role":"user","content":"\#($0)"}]}"#
            }
        ),
        ("/v1/responses", { #"{"model":"gpt-4o-mini","max_output_tokens":256,"input":"\#($0)"}"# }),
        ("/v1/responses", { #"{"model":"gpt-4o-mini","stream":true,"max_output_tokens":256,"input":"\#($0)"}"# }),
        (
            "/v1beta/models/gpt-4o-mini:generateContent",
            { #"{"contents":[{"parts":[{"text":"\#($0)"}]}],"generationConfig":{"maxOutputTokens":256}}"# }
        ),
    ]

    @Test("a hit crosses formats and streams")
    func surfaces() async throws {
        try await Meaning.run(.serve, answer: "Send the form within 14 days.") { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            for (number, door) in Self.doors.enumerated() {
                let words = "refund: in words " + String(repeating: "more ", count: number)
                let answer = try await meaning.gateway.client.post(door.path, door.body(words))
                #expect(answer.status == 200)
                #expect(answer.layer == "l1b", "\(door.path): \(answer.reason ?? "")")
                #expect(
                    answer.text.contains("14 days") || answer.text.contains("event:") || answer.text.contains("data:"))
            }
            #expect(meaning.gateway.upstreamCalls == 1)
        }
    }

    @Test("without evidence nothing is served; with it, what the evidence allows")
    func evidence() async throws {
        try await Meaning.run(.auto, budget: ErrorBudget(maxError: 0.2)) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            let second = try await meaning.ask("refund: what must I do?")
            #expect(second.layer == "l3")
            #expect(second.reason == "learning")
            let hit = try await meaning.ask({ "refund: wording \(String(repeating: "x", count: $0 + 1))" }) {
                $0.layer == "l1b"
            }
            #expect(hit?.reason == "semantic_hit")
        }
    }

    @Test("answers that differ keep the class from serving, and a mode that serves early stops")
    func overBudget() async throws {
        // Every question gets an answer of its own.
        for mode in [SemanticMode.auto, .serve] {
            try await Meaning.run(mode, answer: nil, budget: ErrorBudget(maxError: 0.2), draw: { 0 }) {
                meaning async throws in
                var last: TestResponse?
                for number in 0..<120 {
                    last = try await meaning.ask("refund: \(String(repeating: "word ", count: number + 1))end")
                    if mode == .auto { #expect(last?.layer == "l3") }
                    if last?.reason == "over_budget" { break }
                    if number % 10 == 9 { try await Task.sleep(for: .milliseconds(20)) }
                }
                #expect(last?.layer == "l3")
                #expect(last?.reason == "over_budget")
            }
        }
    }

    @Test("shadow looks and judges and serves nothing")
    func shadow() async throws {
        try await Meaning.run(.shadow, budget: ErrorBudget(maxError: 0.2)) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            for number in 0..<60 {
                let answer = try await meaning.ask("refund: wording \(String(repeating: "x", count: number + 1))")
                #expect(answer.layer == "l3")
                #expect(answer.reason == "shadow_mode")
            }
            #expect(meaning.encoder.calls == 61)
        }
    }

    @Test("a client can make it stricter and never looser")
    func clients() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            let off = try await meaning.ask("refund: a", headers: [("X-Isartor-Semantic", "off")])
            #expect(off.layer == "l3")
            #expect(off.reason == nil)
            let shadow = try await meaning.ask("refund: b", headers: [("X-Isartor-Semantic", "Shadow")])
            #expect(shadow.layer == "l3")
            #expect(shadow.reason == "shadow_mode")
            let wrong = try await meaning.ask("refund: c", headers: [("X-Isartor-Semantic", "serve")])
            #expect(wrong.status == 400)
            #expect(wrong.text.contains("invalid_semantic_control"))
            #expect(try await meaning.ask("refund: d", headers: [("X-Isartor-Semantic", "default")]).layer == "l1b")
            for request in meaning.gateway.upstream.requests {
                #expect(!request.headers.contains { $0.name.lowercased() == "x-isartor-semantic" })
            }
        }
        try await Meaning.run(.shadow) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            #expect(try await meaning.ask("refund: d", headers: [("X-Isartor-Semantic", "default")]).layer == "l3")
        }
    }

    @Test("rules set the mode by route, model and principal; the first that fits decides")
    func rules() async throws {
        let rules = [
            SemanticRule(surface: .messages, mode: .off), SemanticRule(model: "gpt-4o", mode: .shadow),
        ]
        try await Meaning.run(.serve, rules: rules) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            #expect(try await meaning.ask("refund: a").layer == "l1b")
            let messages = try await meaning.gateway.client.post(
                "/v1/messages",
                #"{"model":"gpt-4o-mini","max_tokens":256,"messages":[{"role":"user","content":"refund: b"}]}"#)
            #expect(messages.layer == "l3")
            #expect(messages.reason == nil)
            for words in ["refund: c", "refund: d"] {
                let body = #"{"model":"gpt-4o","messages":[{"role":"user","content":"\#(words)"}]}"#
                let answer = try await meaning.gateway.client.post("/v1/chat/completions", body)
                #expect(answer.layer == "l3")
            }
        }
    }

    @Test("a guard that speaks is obeyed and named, and so is a request of a kind that is not compared")
    func reasons() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            _ = try await meaning.ask("port: open 80")
            let number = try await meaning.ask("port: open 81")
            #expect(number.layer == "l3")
            #expect(number.reason == "veto_number")
            #expect(try await meaning.ask("weather: what is it today?").reason == "time_words")
            #expect(try await meaning.ask("code: explain this error").reason == "deictic")
            #expect(try await meaning.ask("port: open", #""temperature":1.7,"#).reason == "temperature")
            let tools = #""tools":[{"type":"function","function":{"name":"f"}}],"#
            #expect(try await meaning.ask("port: open", tools).reason == "tools")
            #expect(try await meaning.ask("food: apples", #""seed":5,"#).reason == "new_partition")
            #expect(try await meaning.ask("zebra: stripes").reason == "none_near")
        }
    }

    @Test("an encoder that fails, is full or never answers costs nothing but the hit")
    func failures() async throws {
        for miss in EncodingMiss.allCases {
            try await Meaning.run(.serve, encoder: TopicEncoder(.failing(miss))) { meaning async throws in
                for words in ["refund: a", "refund: b"] {
                    let answer = try await meaning.ask(words)
                    #expect(answer.status == 200)
                    #expect(answer.layer == "l3")
                    #expect(answer.reason == miss.rawValue)
                }
            }
        }
        try await Meaning.run(.serve, encoder: TopicEncoder(.silent), wait: 50) { meaning async throws in
            let answer = try await meaning.ask("refund: a")
            #expect(answer.layer == "l3")
            #expect(answer.reason == "verdict_late")
            #expect(try await meaning.ask("refund: a").layer == "l1a")
        }
    }

    @Test("an answer that had to make room, or whose time is over, is not served")
    func gone() async throws {
        try await Meaning.run(.serve, adjusting: { $0.cache.maxEntries = 1 }) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            _ = try await meaning.ask("other: how do I get one?")
            #expect(try await meaning.ask("refund: what must I do?").layer == "l3")
        }
    }

    @Test("an audited hit is served at once, and the provider is asked behind it")
    func audits() async throws {
        try await Meaning.run(.serve, draw: { 0 }) { meaning async throws in
            _ = try await meaning.ask("refund: how do I get one?")
            #expect(try await meaning.ask("refund: what must I do?").layer == "l1b")
            for _ in 0..<200 where meaning.gateway.upstreamCalls < 2 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(meaning.gateway.upstreamCalls == 2)
            #expect(try await meaning.ask("refund: what must I do?").layer == "l1a")
        }
    }

    @Test("holders of different keys share nothing, whatever they ask")
    func principals() async throws {
        let keys = ["key-a-0123456789", "key-b-0123456789"]
        try await Meaning.run(
            .serve,
            adjusting: { settings in
                settings.authentication.namedKeys = keys.enumerated().map {
                    NamedGatewayKey(name: "key\($0.offset)", key: Secret($0.element))
                }
            }
        ) { meaning async throws in
            for key in keys {
                let headers = [("authorization", "Bearer \(key)")]
                let first = try await meaning.ask("refund: a", headers: headers)
                #expect(first.layer == "l3")
                #expect(first.reason == "new_partition")
            }
            for key in keys {
                let headers = [("authorization", "Bearer \(key)")]
                #expect(try await meaning.ask("refund: b", headers: headers).layer == "l1b")
            }
            #expect(meaning.gateway.upstreamCalls == 2)
        }
    }

    @Test(
        "where the cache is semantic only, a repeat means the same as itself, and what is not compared is asked again")
    func semanticOnly() async throws {
        try await Meaning.run(.serve, adjusting: { $0.cache.mode = .semantic }) { meaning async throws in
            #expect(try await meaning.ask("refund: a").layer == "l3")
            let again = try await meaning.ask("refund: a")
            #expect(again.layer == "l1b")
            #expect(again.header("x-isartor-similarity") == "1.0000")
            #expect(try await meaning.ask("refund: b").layer == "l1b")
            for _ in 0..<2 { #expect(try await meaning.ask("refund: c", #""n":2,"#).layer == "l3") }
            #expect(meaning.gateway.upstreamCalls == 3)
        }
    }

    @Test("without the encoder's files there is no such layer, and /health says so")
    func noEncoder() async throws {
        try await TestGateway.run(models: "/nowhere/models") { gateway async throws in
            let meaning = Meaning(gateway: gateway, encoder: TopicEncoder())
            for words in ["refund: a", "refund: b"] {
                let answer = try await meaning.ask(words)
                #expect(answer.layer == "l3")
                #expect(answer.reason == nil)
            }
            #expect(try await gateway.client.send("GET", "/health").text.contains(#""l1b":"unavailable""#))
        }
        try await TestGateway.run(adjusting: { $0.semantic.mode = .off }, models: "/nowhere/models") {
            gateway async throws in
            #expect(try await gateway.client.send("GET", "/health").text.contains(#""l1b":"disabled""#))
        }
    }

    @Test("who asks why gets the nearest questions, the guard that spoke or the field that differs")
    func explanations() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            let client = meaning.gateway.client
            func explained(_ answer: TestResponse) async throws -> String {
                let id = try #require(answer.header("x-isartor-request-id"))
                return try await client.post("/api/admin/cache/explain", #"{"request_id":"\#(id)"}"#).text
            }
            _ = try await meaning.ask("port: open 80")
            let vetoed = try await explained(try await meaning.ask("port: open 81"))
            #expect(vetoed.contains(#""reason":"veto_number""#) && vetoed.contains(#""question":"port: open 80""#))
            #expect(vetoed.contains(#""guard":"number","words":["81","80"]"#))
            let other = try await explained(try await meaning.ask("port: open 80", #""temperature":0.5,"#))
            #expect(other.contains(#""differs_from_nearest_partition_in":["options"]"#))
            let skipped = try await explained(try await meaning.ask("weather: today"))
            #expect(skipped.contains("time_words"))
            let unknown = try await client.post("/api/admin/cache/explain", #"{"request_id":"isr-0"}"#)
            #expect(unknown.status == 404 && unknown.text.contains("not_known"))
            #expect(try await client.post("/api/admin/cache/explain", "{}").status == 400)
            let report = try await client.send("GET", "/api/admin/cache/semantic-report")
            #expect(report.text.contains(#""mode":"serve""#) && report.text.contains(#""looked_up":4"#))
            #expect(report.text.contains(#""fewest_judgements":"#))
            #expect(try await client.send("GET", "/metrics").text.contains("isartor_semantic_requests_total"))
        }
    }

    @Test("a complaint drops the answer under both questions and blocks the pair; an entry can be dropped by its id")
    func complaints() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            let client = meaning.gateway.client
            _ = try await meaning.ask("refund: a")
            let hit = try await meaning.ask("refund: b")
            #expect(hit.layer == "l1b")
            let id = try #require(hit.header("x-isartor-request-id"))
            let feedback = #"{"request_id":"\#(id)"}"#
            #expect(try await client.post("/api/admin/cache/feedback", feedback).status == 200)
            #expect(try await meaning.ask("refund: b").layer == "l3")
            #expect(try await meaning.ask("refund: a").layer != "l1a")
            #expect(try await client.post("/api/admin/cache/feedback", #"{"request_id":"isr-0"}"#).status == 404)
            let second = try await meaning.ask("refund: c")
            let entry = try #require(second.header("x-isartor-cache-entry"))
            #expect(try await client.send("DELETE", "/api/admin/cache/entries/\(entry)").status == 200)
            #expect(try await client.send("DELETE", "/api/admin/cache/entries/\(entry)").status == 404)
            #expect(try await client.send("DELETE", "/api/admin/cache/entries/12").status == 400)
        }
    }

    @Test("only-if-cached is content with a hit by meaning, and refused without one")
    func onlyFromCache() async throws {
        try await Meaning.run(.serve) { meaning async throws in
            let only = [("x-isartor-cache", "only")]
            #expect(try await meaning.ask("refund: a", headers: only).status == 504)
            _ = try await meaning.ask("refund: b")
            #expect(try await meaning.ask("refund: c", headers: only).layer == "l1b")
        }
    }
}
