// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Chat answer reader and writer")
struct ChatAnswerReaderTests {
    private func words(_ json: String) -> [String] {
        let events = Steps.read(json: json, .openAIChat)
        if let events { #expect(AnswerShape(events).disorder == nil) }
        return Steps.words(events)
    }

    private func answer(_ message: String, finish: String = "stop", more: String = "") -> String {
        #"{"id":"c","created":5,"model":"m","choices":[{"index":0,"message":\#(message),"finish_reason":"\#(finish)"\#(more)}]}"#
    }

    @Test("all that a message can say, in order")
    func everything() {
        let message = #"""
            {"role":"assistant","content":"Look","reasoning_content":"Hm","refusal":"no","annotations":[{"a":1}],
            "audio":{"id":"x"},"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
            {"id":"a","type":"custom","custom":{"name":"g","input":"free"}}]}
            """#
        let logprobs = #","logprobs":{"content":[{"token":"L"}],"refusal":null}"#
        #expect(
            words(answer(message, finish: "tool_calls", more: logprobs)) == [
                "begin c m 5", "open 0 reasoning", "grow 0 Hm", "close 0",
                #"open 1 text annotations=[{"a":1}] logprobs=[{"token":"L"}]"#, "grow 1 Look", "close 1",
                "open 2 refusal", "grow 2 no", "close 2", "open 3 call a f", "grow 3 {}", "close 3",
                "open 4 custom a g", "grow 4 free", "close 4", #"open 5 opaque audio {"id":"x"}"#, "close 5",
                "stop 0 toolCalls", "end",
            ])
    }

    @Test("an answer that says nothing has no parts; one without a reason is not whole")
    func empty() {
        #expect(words(answer(#"{"content":null}"#)) == ["begin c m 5", "stop 0 finished", "end"])
        #expect(words(answer(#"{"content":""}"#)) == ["begin c m 5", "stop 0 finished", "end"])
        #expect(words(#"{"choices":[{"message":{}}]}"#) == ["begin   -", "stop 0 other(\"\")", "end"])
    }

    @Test("calls are calls, whatever the reason says; the first version's call is one")
    func calls() {
        let call = #"{"content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}"#
        #expect(words(answer(call)).contains("stop 0 toolCalls"))
        #expect(
            words(answer(#"{"function_call":{"name":"f","arguments":"{}"}}"#, finish: "function_call")).contains(
                "open 0 call \(AnswerID.call(0, of: "c")) f"))
    }

    @Test(
        "what is no answer of the format is none",
        arguments: [
            "[]", "{}", #"{"error":{"message":"no"}}"#, #"{"choices":[]}"#, #"{"choices":{}}"#, #"{"choices":[{}]}"#,
            #"{"choices":[1]}"#, #"{"choices":[{"message":{"content":5}}]}"#,
            #"{"choices":[{"index":0,"message":{}},{"index":0,"message":{}}]}"#,
            #"{"choices":[{"index":-1,"message":{}}]}"#,
        ])
    func foreign(json: String) { #expect(words(json) == ["nothing"]) }

    @Test("a whole answer is written as OpenAI writes it")
    func written() throws {
        let events: [AnswerEvent] = [
            .begin(id: "msg_9", model: "m", created: nil),
            .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))),
            .grow(part: 0, "Hm"), .sign(part: 0, "proof"), .close(part: 0), .open(part: 1, choice: 0, .text("")),
            .grow(part: 1, "Lo"), .grow(part: 1, "ok"), .close(part: 1),
            .open(part: 2, choice: 0, Part(.toolCall(ToolCall(id: "t", name: "f", input: "")))), .close(part: 2),
            .open(part: 3, choice: 0, Part(.opaque(type: "server_tool_use", json: Array("{}".utf8)))), .close(part: 3),
            .usage(Usage(input: 4, output: 3, cachedRead: 2, cacheWrite: 1, reasoning: 1)),
            .stop(choice: 0, .toolCalls, sequence: nil), .end,
        ]
        Coding.expectSame(
            Steps.json(events, .openAIChat),
            #"""
            {"id":"chatcmpl-9","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{
            "role":"assistant","content":"Look","reasoning_content":"Hm","refusal":null,"tool_calls":[{"id":"t",
            "type":"function","function":{"name":"f","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],
            "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":2,
            "cache_write_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}}}
            """#)
    }

    @Test("an answer without a choice has one that says nothing")
    func noChoice() {
        Coding.expectSame(
            Steps.json([.begin(id: "", model: "m", created: 5)], .openAIChat),
            #"""
            {"id":"chatcmpl-seed","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"message":{
            "role":"assistant","content":null,"refusal":null},"logprobs":null,"finish_reason":"stop"}]}
            """#)
    }

    @Test(
        "words for a stop that clients know",
        arguments: [
            (StopReason.finished, "stop"), (.toolCalls, "tool_calls"), (.stopSequence, "stop"), (.length, "length"),
            (.filtered, "content_filter"), (.other("pause_turn"), "stop"),
            (.other("model_context_window_exceeded"), "length"), (.other("new"), "stop"),
        ])
    func reasons(reason: StopReason, word: String) throws {
        let events: [AnswerEvent] = [
            .begin(id: "c", model: "m", created: 5), .stop(choice: 0, reason, sequence: nil), .end,
        ]
        #expect(Steps.json(events, .openAIChat).contains(#""finish_reason":"\#(word)"}"#))
        #expect(
            String(decoding: Steps.stream(events, .openAIChat), as: UTF8.self).contains(#""finish_reason":"\#(word)"}"#)
        )
    }
}
