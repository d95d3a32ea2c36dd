// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Messages answer reader and writer")
struct MessagesAnswerReaderTests {
    private func words(_ json: String) -> [String] {
        let events = Steps.read(json: json, .anthropicMessages)
        if let events { #expect(AnswerShape(events).disorder == nil) }
        return Steps.words(events)
    }

    private func answer(_ content: String, stop: String = "\"end_turn\"") -> String {
        #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":\#(content),"stop_reason":\#(stop),"#
            + #""stop_sequence":null,"usage":{"input_tokens":4,"cache_creation_input_tokens":1,"cache_read_input_tokens":2,"#
            + #""output_tokens":3}}"#
    }

    @Test("all blocks, in order")
    func everything() {
        let content = #"""
            [{"type":"thinking","thinking":"Hm","signature":"proof"},{"type":"redacted_thinking","data":"dark"},
            {"type":"text","text":"Rain","citations":[{"x":1}]},{"type":"text","text":"!","citations":null},
            {"type":"server_tool_use","id":"s"},{"type":"tool_use","id":"a","name":"f","input":{"x": 1},"caller":{"y":2}}]
            """#
        #expect(
            words(answer(content, stop: "\"tool_use\"")) == [
                "begin msg_1 m -", "open 0 reasoning", "grow 0 Hm", "sign 0 proof", "close 0", "open 1 redacted dark",
                "close 1", #"open 2 text citations=[{"x":1}]"#, "grow 2 Rain", "close 2", "open 3 text", "grow 3 !",
                "close 3", #"open 4 opaque server_tool_use {"type":"server_tool_use","id":"s"}"#, "close 4",
                #"open 5 call a f caller={"y":2}"#, #"grow 5 {"x": 1}"#, "close 5", "usage 4 3 2 1 0",
                "stop 0 toolCalls", "end",
            ])
    }

    @Test(
        "what is no answer of the format is none",
        arguments: [
            "[]", "{}", #"{"type":"error","error":{}}"#, #"{"type":"message"}"#, #"{"type":"message","content":"x"}"#,
            #"{"type":"message","content":[1]}"#, #"{"type":"message","content":[{"type":"tool_use"}]}"#,
        ])
    func foreign(json: String) { #expect(words(json) == ["nothing"]) }

    @Test("what was written is read back; empty texts and other formats' parts are left out, other choices too")
    func written() {
        let events: [AnswerEvent] = [
            .begin(id: "chatcmpl-9", model: "m", created: 5), .open(part: 0, choice: 0, .text("")), .close(part: 0),
            .open(part: 1, choice: 1, .text("")), .grow(part: 1, "other"), .close(part: 1),
            .open(part: 2, choice: 0, Part(.opaque(type: "web_search_call", json: Array("{}".utf8)))), .close(part: 2),
            .open(part: 3, choice: 0, .text("")), .grow(part: 3, "Rain"), .close(part: 3),
            .open(part: 4, choice: 0, Part(.toolCall(ToolCall(id: "", name: "f", input: "")))), .close(part: 4),
            .usage(Usage(input: 4, output: 3, cachedRead: 2, cacheWrite: 1, reasoning: 2)),
            .stop(choice: 0, .toolCalls, sequence: nil), .stop(choice: 1, .length, sequence: nil), .end,
        ]
        let expected = #"""
            {"id":"msg_9","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Rain"},
            {"type":"tool_use","id":"toolu_seed_0","name":"f","input":{}}],"stop_reason":"tool_use","stop_sequence":null,
            "usage":{"input_tokens":4,"cache_creation_input_tokens":1,"cache_read_input_tokens":2,"output_tokens":3,
            "output_tokens_details":{"thinking_tokens":2}}}
            """#
        Coding.expectSame(Steps.json(events, .anthropicMessages), expected)
        let back = Steps.read(pieces: [Steps.stream(events, .anthropicMessages)], .anthropicMessages)
        Coding.expectSame(Steps.json(back.events, .anthropicMessages), expected)
    }

    @Test("a call's input is an object, whatever the model wrote")
    func inputs() {
        func input(_ arguments: String, isCustom: Bool = false) -> SampleJSON? {
            let call = ToolCall(id: "a", name: "f", isCustom: isCustom, input: "")
            let events: [AnswerEvent] = [
                .begin(id: "msg_1", model: "m", created: nil), .open(part: 0, choice: 0, Part(.toolCall(call))),
                .grow(part: 0, arguments), .close(part: 0), .stop(choice: 0, .toolCalls, sequence: nil), .end,
            ]
            return SampleJSON(Steps.json(events, .anthropicMessages))?["content"]?[0]?["input"]
        }
        #expect(input(#"{"x": [1]}"#) == SampleJSON(#"{"x":[1]}"#))
        #expect(input("[1]") == SampleJSON(#"{"input":"[1]"}"#))
        #expect(input(#"{"x":"#) == SampleJSON(#"{"input":"{\"x\":"}"#))
        #expect(input("{}", isCustom: true) == SampleJSON(#"{"input":"{}"}"#))
    }

    @Test(
        "words for a stop that clients know",
        arguments: [
            (StopReason.finished, "end_turn"), (.toolCalls, "tool_use"), (.stopSequence, "stop_sequence"),
            (.length, "max_tokens"), (.filtered, "refusal"), (.other("pause_turn"), "pause_turn"),
            (.other("model_context_window_exceeded"), "model_context_window_exceeded"), (.other("eos"), "end_turn"),
        ])
    func reasons(reason: StopReason, word: String) {
        let events: [AnswerEvent] = [
            .begin(id: "c", model: "m", created: 5), .stop(choice: 0, reason, sequence: nil), .end,
        ]
        #expect(Steps.json(events, .anthropicMessages).contains(#""stop_reason":"\#(word)""#))
        #expect(
            String(decoding: Steps.stream(events, .anthropicMessages), as: UTF8.self).contains(
                #"{"stop_reason":"\#(word)""#))
    }

    @Test("words of refusal are text, and the reason tells what they are")
    func refusal() {
        let events: [AnswerEvent] = [
            .begin(id: "c", model: "m", created: 5), .open(part: 0, choice: 0, Part(.refusal(""))),
            .grow(part: 0, "No."),
            .close(part: 0), .stop(choice: 0, .finished, sequence: nil), .end,
        ]
        let expected = ["begin msg_c m -", "open 0 text", "grow 0 No.", "close 0", "stop 0 filtered", "end"]
        #expect(words(Steps.json(events, .anthropicMessages)) == expected)
        let stream = Steps.stream(events, .anthropicMessages)
        #expect(Steps.words(Steps.read(pieces: [stream], .anthropicMessages).events) == expected)
    }
}
