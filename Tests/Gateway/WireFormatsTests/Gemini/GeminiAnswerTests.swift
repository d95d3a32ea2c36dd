// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Gemini answers")
struct GeminiAnswerTests {
    private func facts(_ text: String) throws -> AnswerFacts {
        var tape = JSONTape()
        let bytes = Array(text.utf8)
        try tape.scan(bytes.span)
        return GeminiAnswerFacts.facts(bytes.span, tape)
    }

    @Test("an answer with a thought, a text and calls")
    func answer() {
        let text = #"""
            {"candidates": [{"content": {"parts": [{"text": "Hm.", "thought": true, "thoughtSignature": "c2ln"},
              {"text": "I look."},
              {"functionCall": {"name": "look", "args": {"at": "sea"}}, "thoughtSignature": "YQ=="},
              {"functionCall": {"name": "wait"}}, {"text": ""}], "role": "model"}, "finishReason": "STOP", "index": 0}],
             "usageMetadata": {"promptTokenCount": 10, "cachedContentTokenCount": 4, "candidatesTokenCount": 6,
              "thoughtsTokenCount": 5, "toolUsePromptTokenCount": 2, "totalTokenCount": 23},
             "modelVersion": "gemini-x", "responseId": "Ab-1_!"}
            """#
        let signature = [ExtraField(name: "thoughtSignature", json: Array("\"YQ==\"".utf8))]
        #expect(
            GeminiCoding.answer(text) == [
                .begin(id: "Ab-1_!", model: "gemini-x", created: nil),
                .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))), .grow(part: 0, "Hm."),
                .sign(part: 0, "c2ln"), .close(part: 0),
                .open(part: 1, choice: 0, .text("")), .grow(part: 1, "I look."), .close(part: 1),
                .open(
                    part: 2, choice: 0,
                    Part(.toolCall(ToolCall(id: "call_Ab-1__0", name: "look", input: "")), extras: signature)),
                .grow(part: 2, #"{"at": "sea"}"#), .close(part: 2),
                .open(part: 3, choice: 0, Part(.toolCall(ToolCall(id: "call_Ab-1__1", name: "wait", input: "")))),
                .grow(part: 3, "{}"), .close(part: 3),
                .usage(Usage(input: 8, output: 11, cachedRead: 4, reasoning: 5)),
                .stop(choice: 0, .toolCalls, sequence: nil), .end,
            ])
    }

    @Test(
        "finish reasons, and whether the answer may be kept",
        arguments: [
            ("STOP", StopReason.finished), ("MAX_TOKENS", .length), ("SAFETY", .filtered), ("RECITATION", .filtered),
            ("PROHIBITED_CONTENT", .filtered), ("BLOCKLIST", .filtered), ("SPII", .filtered),
            ("IMAGE_SAFETY", .filtered), ("MALFORMED_FUNCTION_CALL", .other("MALFORMED_FUNCTION_CALL")),
            ("OTHER", .other("OTHER")), ("FINISH_REASON_UNSPECIFIED", .other("OTHER")),
        ])
    func reasons(word: String, reason: StopReason) throws {
        let text = #"{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"\#(word)"}]}"#
        #expect(GeminiCoding.answer(text)?.contains(.stop(choice: 0, reason, sequence: nil)) == true)
        #expect(try facts(text).isKeepable == (reason == .finished))
    }

    @Test("a blocked prompt, a thought alone, an error and two candidates are no answers to keep, or are")
    func keeping() throws {
        let blocked = #"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":1}}"#
        #expect(GeminiCoding.answer(blocked)?.contains(.stop(choice: 0, .filtered, sequence: nil)) == true)
        #expect(try facts(blocked).isKeepable == false)
        #expect(try facts(blocked).hasUsage)
        let both = #"{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"},{"index":1}]}"#
        #expect(try facts(both).isKeepable == false)
        let thought = #"{"candidates":[{"content":{"parts":[{"text":"x","thought":true}]},"finishReason":"STOP"}]}"#
        #expect(try facts(thought).isKeepable == false)
        let call = #"{"candidates":[{"content":{"parts":[{"function_call":{"name":"f"}}]},"finish_reason":"STOP"}]}"#
        #expect(try facts(call).isKeepable)
        #expect(try facts(#"{"error":{"code":500}}"#).failed)
        #expect(try facts("{}").isKeepable == false)
        for text in [#"{"error":{"code":500}}"#, "{}", "[]", #"{"candidates":[]}"#, #"{"choices":[]}"#] {
            #expect(GeminiCoding.answer(text) == nil, "\(text)")
        }
    }

    @Test("an answer of another provider as Google would word it")
    func foreign() {
        var tools = ToolNames()
        let name = tools.name("look up", namespace: nil, isCustom: false)
        let events: [AnswerEvent] = [
            .begin(id: "msg_1", model: "claude", created: 5),
            .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))), .grow(part: 0, "Hm."),
            .sign(part: 0, "not base64!"), .close(part: 0),
            .open(part: 1, choice: 0, Part(.reasoning(Reasoning(text: "", signature: "x", isRedacted: true)))),
            .close(part: 1),
            .open(part: 2, choice: 0, Part(.refusal(""))), .grow(part: 2, "No."), .close(part: 2),
            .open(part: 3, choice: 0, Part(.toolCall(ToolCall(id: "t", name: name, input: "")))),
            .grow(part: 3, "not json"), .close(part: 3),
            .open(part: 4, choice: 0, Part(.opaque(type: "web_search_tool_result", json: Array("{}".utf8)))),
            .close(part: 4),
            .stop(choice: 0, .other("pause_turn"), sequence: nil), .end,
        ]
        var context = GeminiCoding.context
        context.tools = tools
        let expected = #"""
            {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"No."},
              {"functionCall":{"id":"t","name":"look up","args":{"input":"not json"}}}],"role":"model"},
              "finishReason":"OTHER","index":0}],"modelVersion":"claude","responseId":"msg_1"}
            """#
        Coding.expectSame(GeminiCoding.json(events, context), expected)
        let sse = String(decoding: GeminiCoding.sse(events, context), as: UTF8.self)
        #expect(Coding.datas(sse).count == 4)
        let failure = GatewayError(status: 429, kind: .rateLimit, code: "slow", message: "Wait.")
        #expect(SampleJSON(GeminiCoding.json([.failure(failure)]))?["error"]?["code"] == .number("429"))
    }

    @Test("errors in Google's words")
    func errors() {
        let limited = #"""
            {"error": {"code": 429, "message": "Quota.", "status": "RESOURCE_EXHAUSTED", "details": [
              {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "16.2s"}]}}
            """#
        #expect(
            GeminiCoding.error(limited, 429)
                == GatewayError(
                    status: 429, kind: .rateLimit, code: "RESOURCE_EXHAUSTED", message: "Quota.", retryAfter: 17))
        #expect(GeminiCoding.error("[\(limited)]", 429)?.kind == .rateLimit)
        let key = #"{"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#
        #expect(GeminiCoding.error(key, 400)?.kind == .authentication)
        #expect(GeminiCoding.error(key, 400)?.status == 401)
        let kinds: [(String, GatewayError.Kind)] = [
            ("INVALID_ARGUMENT", .invalidRequest), ("FAILED_PRECONDITION", .invalidRequest), ("NOT_FOUND", .notFound),
            ("PERMISSION_DENIED", .permission), ("UNAUTHENTICATED", .authentication), ("UNAVAILABLE", .overloaded),
            ("DEADLINE_EXCEEDED", .timeout), ("INTERNAL", .upstream),
        ]
        for (word, kind) in kinds {
            #expect(GeminiCoding.error(#"{"error":{"status":"\#(word)"}}"#, 418)?.kind == kind, "\(word)")
        }
        #expect(GeminiCoding.error(#"{"error":"no"}"#, 404)?.kind == .notFound)
        #expect(GeminiCoding.error(#"{"error":null}"#, 404) == nil)
        #expect(GeminiCoding.error(#"{"ok":1}"#, 404) == nil)
    }

    @Test(
        "paths",
        arguments: [
            ("/v1beta/models/gemini-2.5-flash:generateContent", "v1beta", "gemini-2.5-flash", "generateContent"),
            ("/v1/models/m:streamGenerateContent?alt=sse&key=a:b/c", "v1", "m", "streamGenerateContent"),
            ("/models/m:countTokens", "", "m", "countTokens"),
            ("/v1beta/models/m%3AgenerateContent", "v1beta", "m", "generateContent"),
            ("/v1beta/models%2fm:embedContent", "v1beta", "m", "embedContent"),
            ("/v1beta/tunedModels/t-1:generateContent", "v1beta", "tunedModels/t-1", "generateContent"),
            ("/v1beta/models/models/m:generateContent", "v1beta", "m", "generateContent"),
            (
                "/v1beta1/projects/p/locations/l/publishers/google/models/m:generateContent", "v1beta1", "m",
                "generateContent"
            ),
            ("/v1/publishers/google/models/m:generateContent", "v1", "m", "generateContent"),
            ("/v1beta/models/ft:m:generateContent", "v1beta", "ft:m", "generateContent"),
        ])
    func paths(path: String, version: String, model: String, verb: String) throws {
        let read = try #require(GeminiPath(path))
        #expect(read.version == version && read.model == model && read.verb == verb)
    }

    @Test(
        "what is no path of a model's verb",
        arguments: [
            "", "/", "/v1/models", "/v1/models/m", "/v1/models/:x", "/v1/models/m:", "/v1/chat:x", "models/m:x",
            "/v1/models/m%3", "/v1/models/m%+1:x", "/v1/models/m:x/y", "/v1/models/m%ff:x", "/v1/models/a/b:x",
        ])
    func noPaths(path: String) { #expect(GeminiPath(path) == nil) }
}
