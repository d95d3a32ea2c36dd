// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Responses answers")
struct ResponsesAnswerTests {
    @Test("a whole answer, as clients expect it")
    func written() {
        let json = ResponsesCoding.json([
            .begin(id: "msg_9", model: "claude", created: nil), .open(part: 0, choice: 0, .text("")),
            .grow(part: 0, "Hi"), .close(part: 0), .usage(Usage(input: 3, output: 1)),
            .stop(choice: 0, .finished, sequence: nil), .end,
        ])
        Coding.expectSame(
            json,
            #"""
            {"id":"resp_msg_9","object":"response","created_at":1700000000,"completed_at":1700000000,"status":"completed",
             "background":false,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,
             "max_tool_calls":null,"model":"claude","output":[{"id":"msg_a1b2_0","type":"message","status":"completed",
             "role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"}]}],
             "parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},
             "store":false,"temperature":null,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],
             "top_p":null,"truncation":"disabled","usage":{"input_tokens":3,"input_tokens_details":{"cached_tokens":0,
             "cache_write_tokens":0},"output_tokens":1,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":4},
             "user":null,"metadata":{}}
            """#)
    }

    @Test("an answer of OpenAI's: thoughts, text with notes, a call, counts")
    func read() {
        let events = ResponsesCoding.read(
            #"""
            {"id":"resp_1","object":"response","created_at":1741476542.5,"status":"completed","error":null,
             "incomplete_details":null,"model":"gpt-5","output":[
             {"id":"rs_0","type":"reasoning","summary":[]},
             {"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"A"},{"type":"summary_text","text":"B"}],
              "encrypted_content":"gA"},
             {"id":"rs_2","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"raw"}]},
             {"id":"ws_1","type":"web_search_call","status":"completed"},
             {"id":"m","type":"message","role":"assistant","content":[{"type":"output_text","text":"See.",
              "annotations":[{"type":"url_citation"}]},{"type":"new_part"}]},
             {"id":"fc","type":"function_call","call_id":"c1","name":"f","namespace":"n","arguments":"{}"}],
             "usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":1},
              "output_tokens":6,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":16}}
            """#)
        let search = Array(#"{"id":"ws_1","type":"web_search_call","status":"completed"}"#.utf8)
        #expect(
            events == [
                .begin(id: "resp_1", model: "gpt-5", created: 1_741_476_542),
                .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))), .grow(part: 0, "A\n\nB"),
                .sign(part: 0, "gA"), .close(part: 0),
                .open(part: 1, choice: 0, Part(.reasoning(Reasoning(text: "")))), .grow(part: 1, "raw"),
                .close(part: 1),
                .open(part: 2, choice: 0, Part(.opaque(type: "web_search_call", json: search))), .close(part: 2),
                .open(part: 3, choice: 0, .text("")), .grow(part: 3, "See."), .close(part: 3),
                .open(part: 4, choice: 0, Part(.toolCall(ToolCall(id: "c1", name: "f", namespace: "n", input: "")))),
                .grow(part: 4, "{}"), .close(part: 4),
                .usage(Usage(input: 5, output: 6, cachedRead: 4, cacheWrite: 1, reasoning: 2)),
                .stop(choice: 0, .toolCalls, sequence: nil), .end,
            ])
    }

    @Test(
        "what is not an answer of the format",
        arguments: [
            "{}", "[]", #"{"object":"response","output":[]}"#, #"{"status":"completed","output":{}}"#,
            #"{"status":"completed","output":[{"type":"function_call"}]}"#, #"{"status":"completed","output":[{}]}"#,
        ])
    func notAnswers(text: String) { #expect(ResponsesCoding.read(text) == nil) }

    @Test("a failed answer is a failure, there and back")
    func failed() {
        let error = GatewayError(status: 502, kind: .upstream, code: "server_error", message: "Broken.")
        let json = ResponsesCoding.json([.begin(id: "resp_1", model: "m", created: 1), .failure(error)])
        #expect(SampleJSON(json)?["status"] == .string("failed"))
        #expect(
            ResponsesCoding.read(json) == [.begin(id: "resp_1", model: "m", created: 1), .failure(error)])
    }

    @Test(
        "which answers may be kept",
        arguments: [
            (
                #"{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}]}"#,
                true
            ),
            (
                #"{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"x"}]}]}"#,
                true
            ),
            (
                #"{"status":"completed","error":null,"incomplete_details":null,"output":[{"type":"function_call"}]}"#,
                true
            ),
            (
                #"{"status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":""}]}]}"#,
                false
            ),
            (#"{"status":"completed","output":[{"type":"reasoning","summary":[]}]}"#, false),
            (#"{"status":"incomplete","output":[{"type":"function_call"}]}"#, false),
            (#"{"status":"completed","incomplete_details":{"reason":"x"},"output":[{"type":"function_call"}]}"#, false),
            (#"{"status":"failed","error":{"message":"x"},"output":[{"type":"function_call"}]}"#, false),
            (#"{"status":"cancelled","output":[{"type":"function_call"}]}"#, false),
            (#"{"status":"in_progress","output":[{"type":"function_call"}]}"#, false),
            (#"{"status":"completed"}"#, false), (#"{"error":{"message":"x"}}"#, false),
        ])
    func facts(text: String, isKeepable: Bool) throws {
        #expect(try ResponsesCoding.facts(text).isKeepable == isKeepable)
        // A stream that ends with it may be kept if it may.
        let stream = [#"{"type":"response.completed","response":\#(text)}"#]
        #expect(ResponsesCoding.facts(stream: stream).0.isKeepable == isKeepable)
    }

    @Test("token counts are noticed")
    func usage() throws {
        #expect(try ResponsesCoding.facts(#"{"status":"completed","output":[],"usage":{}}"#).hasUsage)
        #expect(try !ResponsesCoding.facts(#"{"status":"completed","output":[],"usage":null}"#).hasUsage)
    }

    @Test(
        "what a provider says when it refuses",
        arguments: [
            (
                #"{"error":{"message":"No such model.","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#,
                404, GatewayError(status: 404, kind: .notFound, code: "model_not_found", message: "No such model.")
            ),
            (
                #"{"error":{"message":"Slow down.","type":"requests","code":null}}"#, 429,
                GatewayError(status: 429, kind: .rateLimit, code: "requests", message: "Slow down.")
            ),
            (
                #"{"error":"overloaded"}"#, 503,
                GatewayError(status: 503, kind: .overloaded, code: "upstream_error", message: "overloaded")
            ),
            (
                #"{"detail":"Unauthorized"}"#, 401,
                GatewayError(status: 401, kind: .authentication, code: "upstream_error", message: "Unauthorized")
            ),
            (
                #"{"message":"bad","type":"invalid_request_error"}"#, 422,
                GatewayError(status: 422, kind: .invalidRequest, code: "invalid_request_error", message: "bad")
            ),
        ])
    func errors(text: String, status: Int, expected: GatewayError) throws {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        try tape.scan(bytes.span)
        #expect(ResponsesErrorReader.read(bytes.span, tape, status: status) == expected)
    }

    @Test("a body without a message is no error", arguments: ["{}", "[]", "{\"error\":{}}", "{\"error\":null}"])
    func noErrors(text: String) throws {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        try tape.scan(bytes.span)
        #expect(ResponsesErrorReader.read(bytes.span, tape, status: 500) == nil)
    }
}
