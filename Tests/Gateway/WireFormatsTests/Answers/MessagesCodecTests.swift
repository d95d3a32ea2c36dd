// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Answer codec, messages")
struct MessagesCodecTests {
    private let full = #"""
        {"id":"msg_01","type":"message","role":"assistant","model":"claude-x","content":[
        {"type":"thinking","thinking":"They ask about rivers.\nI should look it up.","signature":"c2lnbmVk"},
        {"type":"redacted_thinking","data":"b3BhcXVl"},
        {"type":"text","text":"Let me look that up — one moment."},
        {"type":"tool_use","id":"toolu_1","name":"find","input":{"word": "river bank", "deep": {"list": [1, 2.50, null]}}},
        {"type":"tool_use","id":"toolu_2","name":"now","input":{}},
        {"type":"text","text":"With a note","citations":[{"type":"char_location","cited_text":"x"}]}],
        "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":11,"cache_creation_input_tokens":7,
        "cache_read_input_tokens":5,"output_tokens":42,"service_tier":"standard",
        "cache_creation":{"ephemeral_5m_input_tokens":7,"ephemeral_1h_input_tokens":0}},"container":null}
        """#

    @Test("all that a message says is read")
    func read() throws {
        let answer = try #require(Coding.decode(json: full, .anthropicMessages))
        #expect(answer.id == "msg_01" && answer.model == "claude-x" && answer.created == nil)
        let parts = try #require(answer.choices.first?.parts)
        #expect(parts.count == 6)
        #expect(parts[0] == .reasoning("They ask about rivers.\nI should look it up.", signature: "c2lnbmVk"))
        #expect(parts[1] == .opaque(.anthropicMessages, Array(#"{"type":"redacted_thinking","data":"b3BhcXVl"}"#.utf8)))
        #expect(parts[2] == .text("Let me look that up — one moment."))
        #expect(
            parts[3]
                == .toolCall(
                    id: "toolu_1", name: "find",
                    arguments: #"{"word": "river bank", "deep": {"list": [1, 2.50, null]}}"#))
        #expect(parts[4] == .toolCall(id: "toolu_2", name: "now", arguments: "{}"))
        if case .opaque = parts[5] {} else { Issue.record("a text with citations is more than text") }
        #expect(answer.usage == Usage(input: 11, output: 42, cachedRead: 5, cacheWrite: 7))
        #expect(answer.usage?.prompt == 23)
        #expect(answer.extras.map(\.name) == ["container"])
        #expect(answer.choices.first?.stopReason == .toolCalls)
    }

    @Test("a message comes back as the same JSON, through either form")
    func roundTrip() throws {
        let answer = try #require(Coding.decode(json: full, .anthropicMessages))
        Coding.expectSame(Coding.json(answer, .anthropicMessages), full)
        let stream = try #require(Coding.stream(answer, .anthropicMessages))
        for line in stream.split(separator: "\n") { #expect(line.hasPrefix("data: ") || line.hasPrefix("event: ")) }
        let back = try #require(Coding.decode(stream: stream, .anthropicMessages))
        Coding.expectSame(Coding.json(back, .anthropicMessages), full)
        let inspected = try #require(Inspected(Array(stream.utf8), format: .anthropicMessages))
        #expect(inspected.facts.isKeepable && inspected.facts.hasUsage)
    }

    @Test("the events come in the order that clients expect, each named for its type")
    func events() throws {
        let answer = try #require(Coding.decode(json: full, .anthropicMessages))
        let events = ReferenceEventStream(Array(try #require(Coding.stream(answer, .anthropicMessages)).utf8)).events
        for event in events { #expect(SampleJSON(event.data.joined())?["type"] == event.name.map { .string($0) }) }
        #expect(events.first?.name == "message_start" && events.last?.name == "message_stop")
        #expect(events.filter { $0.name == "content_block_start" }.count == 6)
        #expect(events.filter { $0.name == "content_block_stop" }.count == 6)
        let first = try #require(events.first.flatMap { SampleJSON($0.data.joined()) }?["message"])
        #expect(first["content"] == .array([]) && first["stop_reason"] == .null)
        let last = try #require(events.dropLast().last.flatMap { SampleJSON($0.data.joined()) })
        #expect(last["delta"]?["stop_reason"] == .string("tool_use"))
        #expect(last["usage"]?["output_tokens"] == .number("42"))
    }

    private func data(_ events: [String]) -> String { events.map { "event: x\ndata: \($0)\n\n" }.joined() }

    private let start =
        #"{"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_read_input_tokens":4,"cache_creation_input_tokens":2,"output_tokens":1}}}"#
    private let stop = #"{"type":"message_stop"}"#

    private func delta(_ index: Int, _ delta: String) -> String {
        #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
    }

    @Test("a provider's stream is gathered: thoughts and their signature, words, calls in pieces, later counts")
    func gather() throws {
        let stream = data([
            start, #"{"type":"ping"}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            delta(0, #"{"type":"thinking_delta","thinking":"Hm, "}"#),
            delta(0, #"{"type":"thinking_delta","thinking":"yes."}"#),
            delta(0, #"{"type":"signature_delta","signature":"sig"}"#), #"{"type":"content_block_stop","index":0}"#,
            #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
            delta(1, #"{"type":"text_delta","text":"One"}"#), #"{"type":"something_new","index":1}"#,
            delta(1, #"{"type":"text_delta","text":" two"}"#), #"{"type":"content_block_stop","index":1}"#,
            #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
            delta(2, #"{"type":"input_json_delta","partial_json":""}"#),
            delta(2, #"{"type":"input_json_delta","partial_json":"{\"a\": "}"#),
            delta(2, #"{"type":"input_json_delta","partial_json":"[1]}"}"#),
            #"{"type":"content_block_stop","index":2}"#,
            #"{"type":"content_block_start","index":3,"content_block":{"type":"web_search_tool_result","content":[]}}"#,
            #"{"type":"content_block_stop","index":3}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END","container":{"id":"k"}},"usage":{"output_tokens":8}}"#,
            stop,
        ])
        let answer = try #require(Coding.decode(stream: stream, .anthropicMessages))
        Coding.expectSame(
            Coding.json(answer, .anthropicMessages),
            #"""
            {"id":"msg_2","type":"message","role":"assistant","model":"m","content":[
            {"type":"thinking","thinking":"Hm, yes.","signature":"sig"},{"type":"text","text":"One two"},
            {"type":"tool_use","id":"t","name":"f","input":{"a":[1]}},{"type":"web_search_tool_result","content":[]}],
            "stop_reason":"stop_sequence","stop_sequence":"END","container":{"id":"k"},
            "usage":{"input_tokens":9,"cache_read_input_tokens":4,"cache_creation_input_tokens":2,"output_tokens":8}}
            """#)
        #expect(answer.usage == Usage(input: 9, output: 8, cachedRead: 4, cacheWrite: 2))
        try Coding.expectKept(answer)
    }

    @Test(
        "JSON that cannot be carried over exactly is not converted",
        arguments: [
            "", "[]", "{", #"{"content":[1]}"#, #"{"content":[{"text":"x"}]}"#, #"{"content":[{"type":1}]}"#,
            #"{"content":[],"content":[]}"#, #"{"content":[{"type":"text","\ud800":"x"}]}"#,
        ])
    func notConvertible(text: String) {
        #expect(Coding.decode(json: text, .anthropicMessages) == nil)
    }

    @Test(
        "events that could only be joined by guessing are not converted",
        arguments: [
            #"{"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":"x"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{}}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"something_new"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta"}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud800"}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"again"}}"#,
            #"{"type":"content_block_delta","index":0}"#,
            #"{"type":"content_block_delta","delta":{"type":"text_delta"}}"#,
            #"{"type":"content_block_start","index":1}"#,
            #"{"type":"content_block_start","content_block":{"type":"text","text":""}}"#,
            "[DONE]", "{",
        ])
    func notJoinable(event: String) {
        let open = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
        let end = #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}"#
        #expect(Coding.decode(stream: data([start, open, end, stop]), .anthropicMessages) != nil)
        #expect(Coding.decode(stream: data([start, open, event, end, stop]), .anthropicMessages) == nil)
    }

    @Test("a block of unknown kind that grows, and a stream without a beginning, are not converted")
    func notJoinableStreams() {
        let server =
            #"{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}"#
        let grown = delta(0, #"{"type":"input_json_delta","partial_json":"{}"}"#)
        #expect(Coding.decode(stream: data([start, server, stop]), .anthropicMessages) != nil)
        #expect(Coding.decode(stream: data([start, server, grown, stop]), .anthropicMessages) == nil)
        #expect(Coding.decode(stream: data([stop]), .anthropicMessages) == nil)
        #expect(Coding.decode(stream: "", .anthropicMessages) == nil)
        #expect(Coding.decode(stream: "data: {\"type\":\ndata: \"ping\"}\n\n", .anthropicMessages) == nil)
    }

    @Test(
        "more unknown names than any provider has are not looked up one by one, and the stream is not converted",
        arguments: [(60, true), (70, false), (5_000, false)])
    func crowded(count: Int, isConverted: Bool) {
        let names = (0..<count).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
        let open = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}"#
        for end in [
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn",\#(names)},"usage":{"output_tokens":1}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1,\#(names)}}"#,
        ] {
            let stream = data([start, open, end, stop])
            #expect((Coding.decode(stream: stream, .anthropicMessages) != nil) == isConverted)
        }
    }

    @Test("a stream that begins anew, or goes on after its end, is not converted; a ping after it is nothing")
    func afterTheEnd() {
        let open = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}"#
        let end = #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}"#
        let whole = [start, open, end, stop]
        #expect(Coding.decode(stream: data(whole), .anthropicMessages) != nil)
        #expect(Coding.decode(stream: data(whole + [#"{"type":"ping"}"#]), .anthropicMessages) != nil)
        #expect(Coding.decode(stream: data([start, open, start, end, stop]), .anthropicMessages) == nil)
        for event in [start, open, end, stop] {
            #expect(Coding.decode(stream: data(whole + [event]), .anthropicMessages) == nil)
        }
    }
}
