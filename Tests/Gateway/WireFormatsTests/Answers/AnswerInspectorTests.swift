// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Answer inspector")
struct AnswerInspectorTests {
    private func facts(_ text: String, _ format: WireFormat) -> AnswerFacts? {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        return AnswerInspector.facts(bytes.span, format: format, tape: &tape)
    }

    private func completion(_ message: String, reason: String = #""stop""#, more: String = "") -> String {
        #"{"object":"chat.completion","choices":[{"index":0,"message":\#(message),"finish_reason":\#(reason)}]\#(more)}"#
    }

    private let hello = #"{"role":"assistant","content":"Hello"}"#

    @Test("a completion with words and a reason is kept")
    func completionWhole() throws {
        let found = try #require(facts(completion(hello, more: #","usage":{"total_tokens":1}"#), .openAIChat))
        #expect(found.isKeepable && found.hasUsage)
        #expect(facts(completion(hello, more: #","usage":null"#), .openAIChat)?.hasUsage == false)
        #expect(facts(completion(hello, more: #","error":null"#), .openAIChat)?.isKeepable == true)
    }

    @Test(
        "a completion that is cut, filtered, failed or without a reason is not kept",
        arguments: [
            (#""length""#, ""), (#""content_filter""#, ""), ("null", ""), (#""something_new""#, ""),
            (#""stop""#, #","error":{"message":"x"}"#), (#""stop""#, #","error":"x""#),
        ])
    func completionCut(reason: String, more: String) {
        #expect(facts(completion(hello, reason: reason, more: more), .openAIChat)?.isKeepable == false)
    }

    @Test(
        "what a completion says decides whether it is kept",
        arguments: [
            (#"{"content":"x"}"#, true), (#"{"content":null,"refusal":"No."}"#, true), (#"{"content":""}"#, false),
            (#"{"content":null}"#, false), (#"{"content":null,"tool_calls":[]}"#, false), ("{}", false),
            (
                #"{"content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]}"#,
                true
            ),
            (#"{"content":null,"function_call":{"name":"f","arguments":"{}"}}"#, true),
            (#"{"content":null,"audio":{"id":"a"}}"#, true), (#"{"content":[{"type":"text","text":"x"}]}"#, true),
            (#"{"reasoning_content":"hm","content":""}"#, false),
        ])
    func completionContent(message: String, isKept: Bool) {
        #expect(facts(completion(message), .openAIChat)?.isKeepable == isKept)
    }

    @Test("one cut choice of several spoils a completion")
    func completionChoices() {
        func two(_ first: String, _ second: String) -> String {
            #"{"choices":[{"message":\#(hello),"finish_reason":"\#(first)"},{"message":\#(hello),"finish_reason":"\#(second)"}]}"#
        }
        #expect(facts(two("stop", "tool_calls"), .openAIChat)?.isKeepable == true)
        #expect(facts(two("stop", "length"), .openAIChat)?.isKeepable == false)
        #expect(facts(#"{"choices":[]}"#, .openAIChat)?.isKeepable == false)
        #expect(facts(#"{"choices":null}"#, .openAIChat)?.isKeepable == false)
    }

    private func message(_ content: String, reason: String = #""end_turn""#, type: String = "message") -> String {
        #"{"id":"msg_1","type":"\#(type)","content":\#(content),"stop_reason":\#(reason),"usage":{"output_tokens":1}}"#
    }

    @Test(
        "what a message says and why it stopped decide whether it is kept",
        arguments: [
            (#"[{"type":"text","text":"Hi"}]"#, "end_turn", true),
            (#"[{"type":"text","text":"Hi"}]"#, "stop_sequence", true),
            (#"[{"type":"tool_use","id":"t","name":"f","input":{}}]"#, "tool_use", true),
            (#"[{"type":"something_new"}]"#, "end_turn", true), (#"[{"type":"text","text":""}]"#, "end_turn", false),
            ("[]", "end_turn", false), ("null", "end_turn", false),
            (#"[{"type":"text","text":"Hi"}]"#, "max_tokens", false),
            (#"[{"type":"text","text":"Hi"}]"#, "refusal", false),
            (#"[{"type":"text","text":"Hi"}]"#, "pause_turn", false),
        ])
    func messages(content: String, reason: String, isKept: Bool) {
        #expect(facts(message(content, reason: "\"\(reason)\""), .anthropicMessages)?.isKeepable == isKept)
    }

    @Test("an error that came as a success is a failure")
    func messageError() {
        let error = #"{"type":"error","error":{"type":"api_error","message":"x"}}"#
        #expect(facts(error, .anthropicMessages)?.failed == true)
        #expect(
            facts(message(#"[{"type":"text","text":"Hi"}]"#, type: "error"), .anthropicMessages)?.isKeepable == false)
        #expect(
            facts(message(#"[{"type":"text","text":"Hi"}]"#, reason: "null"), .anthropicMessages)?.isKeepable == false)
    }

    @Test(
        "what is no JSON object shows nothing",
        arguments: ["", "[]", "\"x\"", "{", "<html></html>", "{\"a\":1,\"a\":1}"])
    func noObject(text: String) {
        for format in WireFormat.allCases { #expect(facts(text, format) == nil) }
    }

    @Test("the native format, which no provider speaks, is never kept")
    func native() {
        #expect(facts(#"{"message":"x"}"#, .native)?.isKeepable == false)
    }
}
