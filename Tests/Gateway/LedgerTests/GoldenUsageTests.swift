// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import Testing
import WireFormats

/// Answers in the shapes that providers give them, in our own words, with costs worked out by hand.
@Suite("Golden usage")
struct GoldenUsageTests {
    /// 2026-11-01.
    private static let day = CivilDay.day(year: 2026, month: 11, day: 1)

    struct Golden: Sendable, CustomTestStringConvertible {
        let name: String
        let provider: String
        let model: String
        let format: WireFormat
        let body: String
        /// Whole answers are JSON, others events of a stream.
        var isStream = false
        let cost: Int64?
        var testDescription: String { name }
    }

    static let goldens: [Golden] = [
        Golden(
            name: "chat completion with cached input and reasoning", provider: "openai", model: "gpt-5-mini",
            format: .openAIChat,
            body: #"""
                {"id":"c1","object":"chat.completion","created":1,"model":"gpt-5-mini-2025-08-07","choices":[{"index":0,
                "message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}],"usage":{"prompt_tokens":2006,
                "completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},
                "completion_tokens_details":{"reasoning_tokens":192,"audio_tokens":0,"accepted_prediction_tokens":0}},
                "service_tier":"default"}
                """#,
            // 86 × 250 + 1920 × 25 + 300 × 2000
            cost: 669_500),
        Golden(
            name: "chat completion at the flex tier", provider: "openai", model: "o4-mini", format: .openAIChat,
            body: #"""
                {"id":"c2","model":"o4-mini-2025-04-16","choices":[{"index":0,"message":{"role":"assistant","content":"x"},
                "finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100},
                "service_tier":"flex"}
                """#,
            // (1000 × 1100 + 100 × 4400) / 2
            cost: 770_000),
        Golden(
            name: "chat completion at a tier without a list price", provider: "openai", model: "gpt-4o",
            format: .openAIChat,
            body: #"""
                {"id":"c3","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"x"},
                "finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":1},"service_tier":"priority"}
                """#,
            cost: nil),
        Golden(
            name: "chat completion stream with counts in its last chunk", provider: "openai", model: "gpt-4o-mini",
            format: .openAIChat,
            body: #"""
                data: {"id":"c4","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

                data: {"id":"c4","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}

                data: {"id":"c4","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

                data: {"id":"c4","model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":13,"completion_tokens":7,"total_tokens":20,"prompt_tokens_details":{"cached_tokens":0}}}

                data: [DONE]


                """#,
            isStream: true,
            // 13 × 150 + 7 × 600
            cost: 6150),
        Golden(
            name: "response with cached input", provider: "openai", model: "gpt-4.1", format: .openAIResponses,
            body: #"""
                {"id":"r1","object":"response","status":"completed","model":"gpt-4.1-2025-04-14","output":[{"type":"message",
                "role":"assistant","content":[{"type":"output_text","text":"Fine."}]}],"usage":{"input_tokens":3000,
                "input_tokens_details":{"cached_tokens":2048},"output_tokens":50,"output_tokens_details":{"reasoning_tokens":0},
                "total_tokens":3050},"service_tier":"default"}
                """#,
            // 952 × 2000 + 2048 × 500 + 50 × 8000
            cost: 3_328_000),
        Golden(
            name: "response stream", provider: "openai", model: "gpt-5", format: .openAIResponses,
            body: #"""
                event: response.created
                data: {"type":"response.created","response":{"id":"r2","status":"in_progress","model":"gpt-5-2025-08-07","output":[]}}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Yes"}

                event: response.completed
                data: {"type":"response.completed","response":{"id":"r2","status":"completed","model":"gpt-5-2025-08-07","output":[{"type":"message","content":[{"type":"output_text","text":"Yes"}]}],"usage":{"input_tokens":8,"input_tokens_details":{"cached_tokens":0},"output_tokens":129,"output_tokens_details":{"reasoning_tokens":128},"total_tokens":137}}}


                """#,
            isStream: true,
            // 8 × 1250 + 129 × 10,000
            cost: 1_300_000),
        Golden(
            name: "message with both lifetimes of the cache", provider: "anthropic", model: "claude-sonnet-4-5",
            format: .anthropicMessages,
            body: #"""
                {"id":"m1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text",
                "text":"Ok"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":21,
                "cache_creation_input_tokens":5600,"cache_read_input_tokens":18000,"cache_creation":
                {"ephemeral_5m_input_tokens":1600,"ephemeral_1h_input_tokens":4000},"output_tokens":393,
                "service_tier":"standard"}}
                """#,
            // 21 × 3000 + 1600 × 3750 + 4000 × 6000 + 18,000 × 300 + 393 × 15,000
            cost: 41_358_000),
        Golden(
            name: "message that only tells the sum of what was written", provider: "anthropic",
            model: "claude-haiku-4-5", format: .anthropicMessages,
            body: #"""
                {"id":"m2","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[{"type":"text",
                "text":"Ok"}],"stop_reason":"end_turn","usage":{"input_tokens":4,"cache_creation_input_tokens":2000,
                "cache_read_input_tokens":0,"output_tokens":9}}
                """#,
            // 4 × 1000 + 2000 × 1250 + 9 × 5000
            cost: 2_549_000),
        Golden(
            name: "message stream, counts at its start and its end", provider: "anthropic", model: "claude-opus-4-5",
            format: .anthropicMessages,
            body: #"""
                event: message_start
                data: {"type":"message_start","message":{"id":"m3","type":"message","role":"assistant","model":"claude-opus-4-5-20251101","content":[],"stop_reason":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":1000,"cache_read_input_tokens":30000,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":1000},"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Sure"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":77}}

                event: message_stop
                data: {"type":"message_stop"}


                """#,
            isStream: true,
            // 12 × 5000 + 1000 × 10,000 + 30,000 × 500 + 77 × 25,000
            cost: 26_985_000),
        Golden(
            name: "Gemini with thoughts, cache and tool prompt", provider: "gemini", model: "gemini-2.5-pro",
            format: .gemini,
            body: #"""
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Paris."}]},"finishReason":"STOP","index":0}],
                "usageMetadata":{"promptTokenCount":5000,"candidatesTokenCount":40,"totalTokenCount":5760,
                "cachedContentTokenCount":4096,"thoughtsTokenCount":620,"toolUsePromptTokenCount":100,
                "promptTokensDetails":[{"modality":"TEXT","tokenCount":4742},{"modality":"IMAGE","tokenCount":258}]},
                "modelVersion":"gemini-2.5-pro"}
                """#,
            // (904 + 100) × 1250 + 4096 × 125 + 660 × 10,000
            cost: 8_367_000),
        Golden(
            name: "Gemini beyond 200,000 tokens of prompt", provider: "gemini", model: "gemini-2.5-pro",
            format: .gemini,
            body: #"""
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Long."}]},"finishReason":"STOP","index":0}],
                "usageMetadata":{"promptTokenCount":200001,"candidatesTokenCount":10,"totalTokenCount":200011},
                "modelVersion":"gemini-2.5-pro"}
                """#,
            // 200,001 × 2500 + 10 × 15,000
            cost: 500_152_500),
        Golden(
            name: "Gemini stream, counts grow", provider: "gemini", model: "gemini-2.5-flash", format: .gemini,
            body: #"""
                data: {"candidates":[{"content":{"role":"model","parts":[{"text":"A"}]},"index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":1,"totalTokenCount":8},"modelVersion":"gemini-2.5-flash"}

                data: {"candidates":[{"content":{"role":"model","parts":[{"text":"B"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"thoughtsTokenCount":30,"totalTokenCount":39},"modelVersion":"gemini-2.5-flash"}


                """#,
            isStream: true,
            // 7 × 300 + 32 × 2500
            cost: 82_100),
        Golden(
            name: "DeepSeek with hits and misses of its cache", provider: "deepseek", model: "deepseek-chat",
            format: .openAIChat,
            body: #"""
                {"id":"d1","model":"deepseek-chat","choices":[{"index":0,"message":{"role":"assistant","content":"Good."},
                "finish_reason":"stop"}],"usage":{"prompt_tokens":1100,"completion_tokens":25,"total_tokens":1125,
                "prompt_cache_hit_tokens":1024,"prompt_cache_miss_tokens":76}}
                """#,
            // 76 × 280 + 1024 × 28 + 25 × 420
            cost: 60_452),
        Golden(
            name: "OpenRouter tells what it cost", provider: "openrouter", model: "some/model", format: .openAIChat,
            body: #"""
                {"id":"o1","model":"some/model","choices":[{"index":0,"message":{"role":"assistant","content":"Hm."},
                "finish_reason":"stop"}],"usage":{"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,
                "cost":0.000123456,"is_byok":false,"prompt_tokens_details":{"cached_tokens":0},
                "cost_details":{"upstream_inference_cost":0.0001}}}
                """#,
            cost: 123_456),
        Golden(
            name: "OpenRouter with the user's own key: its share and the provider's", provider: "openrouter",
            model: "some/model", format: .openAIChat,
            body: #"""
                {"id":"o2","model":"some/model","choices":[{"index":0,"message":{"role":"assistant","content":"Hm."},
                "finish_reason":"stop"}],"usage":{"prompt_tokens":194,"completion_tokens":2,"total_tokens":196,
                "cost":9.5e-06,"is_byok":true,"cost_details":{"upstream_inference_cost":1.9E-4}}}
                """#,
            cost: 199_500),
        Golden(
            name: "a model that nobody has priced", provider: "openai", model: "house-model", format: .openAIChat,
            body: #"""
                {"id":"u1","model":"house-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hm."},
                "finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
                """#,
            cost: nil),
    ]

    @Test("costs what was worked out by hand, to the nano-dollar", arguments: goldens)
    func costs(golden: Golden) throws {
        let facts = try golden.isStream ? Self.watch(golden) : Self.look(golden)
        #expect(facts.hasUsage)
        let usage = try #require(facts.usage)
        let cost = PriceTable.builtIn.cost(
            provider: golden.provider, asked: golden.model, answered: facts.model, counts: TokenCounts(usage),
            day: Self.day)
        #expect(cost?.nanos == golden.cost)
    }

    private static func look(_ golden: Golden) throws -> AnswerFacts {
        var tape = JSONTape()
        let bytes = Array(golden.body.utf8)
        return try #require(AnswerInspector.facts(bytes.span, format: golden.format, tape: &tape))
    }

    private static func watch(_ golden: Golden) throws -> AnswerFacts {
        var tape = JSONTape()
        var splitter = SSESplitter()
        var inspector = try #require(StreamInspector(format: golden.format))
        let bytes = Array(golden.body.utf8)
        while let event = splitter.next(in: bytes.span) {
            #expect(inspector.inspect(event, in: bytes.span, tape: &tape) != .malformed)
        }
        return inspector.facts
    }

    @Test("a stream that was cut shows what it had written so far")
    func countsWritten() throws {
        let golden = Golden(
            name: "cut", provider: "openai", model: "gpt-4o", format: .openAIChat,
            body: #"""
                data: {"id":"c","model":"gpt-4o","choices":[{"index":0,"delta":{"role":"assistant","content":"Grüße"}}]}

                data: {"id":"c","model":"gpt-4o","choices":[{"index":0,"delta":{"content":"\u00fc\n\ud83d\ude00\""}}]}

                data: {"id":"c","model":"gpt-4o","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{}"}}]}}]}


                """#,
            isStream: true, cost: nil)
        let facts = try Self.watch(golden)
        #expect(!facts.hasUsage)
        // "Grüße" is seven bytes; ü two, a line end one, an emoji four, a quote one; then "look" and "{}".
        #expect(facts.writtenBytes == 21)
    }

    @Test("what was written to a cache is read from it when the question is repeated")
    func repeats() {
        var usage = Usage(input: 5, output: 7, cachedRead: 11, cacheWrite: 13)
        usage.cacheWriteHour = 3
        let repeated = TokenCounts(usage).repeated
        #expect(repeated.input == 5)
        #expect(repeated.cachedRead == 24)
        #expect(repeated.cacheWrite5m == 0)
        #expect(repeated.cacheWrite1h == 0)
        #expect(repeated.total == TokenCounts(usage).total)
    }
}
