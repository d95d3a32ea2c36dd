// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Answer codec, across formats")
struct CrossFormatCodecTests {
    private func chat(_ parts: [AnswerPart], stop: StopReason = .finished) -> Answer {
        Answer(
            origin: .openAIChat, id: "c1", model: "m", created: 5, choices: [Choice(parts: parts, stopReason: stop)],
            usage: Usage(input: 4, output: 3, cachedRead: 2, reasoning: 1),
            rawUsage: Array(#"{"prompt_tokens":6}"#.utf8),
            extras: [.init(name: "system_fingerprint", json: Array("\"f\"".utf8))])
    }

    private func message(_ parts: [AnswerPart], stop: StopReason = .finished) -> Answer {
        Answer(
            origin: .anthropicMessages, id: "msg_1", model: "m", choices: [Choice(parts: parts, stopReason: stop)],
            usage: Usage(input: 4, output: 3, cachedRead: 2, cacheWrite: 1),
            rawUsage: Array(#"{"input_tokens":4}"#.utf8),
            extras: [.init(name: "container", json: Array("null".utf8))])
    }

    @Test("a completion of text and tool calls is a message")
    func chatToMessages() throws {
        let answer = chat(
            [.text("Hello"), .toolCall(id: "call_1", name: "f", arguments: #"{"a": 1}"#)], stop: .toolCalls)
        let expected = #"""
            {"id":"msg_c1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"},
            {"type":"tool_use","id":"call_1","name":"f","input":{"a":1}}],"stop_reason":"tool_use","stop_sequence":null,
            "usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":2,"output_tokens":3}}
            """#
        Coding.expectSame(Coding.json(answer, .anthropicMessages), expected)
        let stream = try #require(Coding.stream(answer, .anthropicMessages))
        Coding.expectSame(
            Coding.decode(stream: stream, .anthropicMessages).flatMap { Coding.json($0, .anthropicMessages) }, expected)
        #expect(Inspected(Array(stream.utf8), format: .anthropicMessages)?.facts.isKeepable == true)
    }

    @Test("a message of text and tool calls is a completion; thoughts stay behind")
    func messagesToChat() throws {
        let answer = message([
            .reasoning("Hm.", signature: "s"), .text("One "), .text("two"),
            .toolCall(id: "toolu_1", name: "f", arguments: "{}"),
        ])
        let expected = #"""
            {"id":"chatcmpl-msg_1","object":"chat.completion","created":9,"model":"m","choices":[{"index":0,"message":{
            "role":"assistant","content":"One two","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f",
            "arguments":"{}"}}]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,
            "total_tokens":10,"prompt_tokens_details":{"cached_tokens":2}}}
            """#
        Coding.expectSame(Coding.json(answer, .openAIChat, now: 9), expected)
        let stream = try #require(Coding.stream(answer, .openAIChat, now: 9))
        Coding.expectSame(Coding.decode(stream: stream, .openAIChat).flatMap { Coding.json($0, .openAIChat) }, expected)
        #expect(Inspected(Array(stream.utf8), format: .openAIChat)?.facts.isKeepable == true)
    }

    @Test(
        "each format has its word for why an answer stopped",
        arguments: [
            (StopReason.finished, "stop", "end_turn"), (.toolCalls, "tool_calls", "tool_use"),
            (.stopSequence, "stop", "stop_sequence"), (.length, "length", "max_tokens"),
            (.filtered, "content_filter", "refusal"), (.other("pause_turn"), "pause_turn", "pause_turn"),
        ])
    func stopReasons(reason: StopReason, chatWord: String, messagesWord: String) {
        for answer in [chat([.text("x")], stop: reason), message([.text("x")], stop: reason)] {
            let completion = Coding.json(answer, .openAIChat).flatMap { SampleJSON($0) }
            #expect(completion?["choices"]?[0]?["finish_reason"] == .string(chatWord))
            let message = Coding.json(answer, .anthropicMessages).flatMap { SampleJSON($0) }
            #expect(message?["stop_reason"] == .string(messagesWord))
        }
    }

    @Test("the native surface tells text, model and layer, and thinks to itself")
    func native() {
        let answer = message([.reasoning("Hm.", signature: nil), .text("One "), .text("\"two\"")])
        Coding.expectSame(Coding.json(answer, .native), #"{"layer":1,"message":"One \"two\"","model":"m"}"#)
        #expect(Coding.stream(answer, .native) == nil)
        #expect(Coding.decode(json: "{\"message\":\"x\"}", .native) == nil)
        #expect(Coding.decode(stream: "data: {}\n\n", .native) == nil)
    }

    @Test("what a format has no place for is not written in it")
    func notExpressible() {
        func forms(_ answer: Answer, _ format: WireFormat) -> [String?] {
            [Coding.json(answer, format), Coding.stream(answer, format)]
        }
        let call = AnswerPart.toolCall(id: "t", name: "f", arguments: "{}")
        let opaque = AnswerPart.opaque(.anthropicMessages, Array(#"{"type":"x"}"#.utf8))
        #expect(Coding.json(chat([call]), .native) == nil)
        #expect(Coding.json(message([.text("x"), opaque]), .native) == nil)
        #expect(forms(message([.text("x"), opaque]), .openAIChat) == [nil, nil])
        #expect(forms(chat([.opaque(.openAIChat, [0x30])]), .anthropicMessages) == [nil, nil])
        var two = chat([.text("x")])
        two.choices.append(Choice(index: 1, parts: [.text("y")], stopReason: .finished))
        #expect(forms(two, .anthropicMessages) == [nil, nil])
        var none = two
        none.choices = []
        #expect(forms(none, .anthropicMessages) == [nil, nil])
        #expect(Coding.json(none, .native) == nil)
    }

    @Test(
        "arguments that are no JSON object never become a message's input",
        arguments: ["{\"a\":", "[1]", "\"x\"", "f(x)", "{}{}"])
    func badArguments(arguments: String) {
        let answer = chat([.toolCall(id: "t", name: "f", arguments: arguments)], stop: .toolCalls)
        #expect(Coding.json(answer, .anthropicMessages) == nil)
        #expect(Coding.stream(answer, .anthropicMessages) == nil)
        #expect(Coding.json(answer, .openAIChat) != nil)
    }

    @Test("no arguments at all are an empty input")
    func noArguments() {
        let answer = chat([.toolCall(id: "t", name: "f", arguments: "")], stop: .toolCalls)
        let message = Coding.json(answer, .anthropicMessages).flatMap { SampleJSON($0) }
        #expect(message?["content"]?[0]?["input"] == .object([]))
    }

    @Test(
        "a refusal or a voice, which only completions have a field for, is not lost in another format",
        arguments: ["refusal", "audio"])
    func saidElsewhere(name: String) throws {
        let text =
            #"{"id":"c","model":"m","created":1,"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":null,"\#(name)":VALUE}}]}"#
        func answer(_ value: String) throws -> Answer {
            let json = text.split(separator: "VALUE").joined(separator: value)
            return try #require(Coding.decode(json: json, .openAIChat))
        }
        let said = try answer(#"{"text":"No."}"#)
        #expect(Coding.json(said, .openAIChat)?.contains("No.") == true)
        #expect(Coding.json(said, .anthropicMessages) == nil)
        #expect(Coding.stream(said, .anthropicMessages) == nil)
        #expect(Coding.json(said, .native) == nil)
        #expect(Coding.json(try answer("null"), .anthropicMessages) != nil)
    }
}
