// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Messages event reader")
struct MessagesEventReaderTests {
    private func words(_ datas: [String], isSound: Bool = true, _ place: SourceLocation = #_sourceLocation) -> [String]
    {
        let read = Steps.read(datas: datas, .anthropicMessages)
        #expect(read.isSound == isSound, sourceLocation: place)
        #expect(AnswerShape(read.events).disorder == nil, sourceLocation: place)
        return Steps.words(read.events)
    }

    private let start =
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","#
        + #""stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_read_input_tokens":3,"output_tokens":1}}}"#
    private let stop = #"{"type":"message_stop"}"#
    private let begin = ["begin msg_1 m -", "usage 9 1 3 0 0"]

    private func open(_ block: String, _ index: Int = 0) -> String {
        #"{"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#
    }

    private func delta(_ delta: String, _ index: Int = 0) -> String {
        #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
    }

    private func close(_ index: Int = 0) -> String { #"{"type":"content_block_stop","index":\#(index)}"# }

    private func end(_ reason: String = "end_turn", sequence: String = "null") -> [String] {
        [
            #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_sequence":\#(sequence)},"usage":{"output_tokens":5}}"#,
            stop,
        ]
    }

    @Test("text; counts of the start and of the end are one")
    func text() {
        let events =
            [start, #"{"type":"ping"}"#, open(#"{"type":"text","text":""}"#)]
            + [delta(#"{"type":"text_delta","text":"Good "}"#), delta(#"{"type":"text_delta","text":"day"}"#), close()]
        let expected = begin + ["open 0 text", "grow 0 Good ", "grow 0 day", "close 0", "usage 9 5 3 0 0"]
        #expect(words(events + end()) == expected + ["stop 0 finished", "end"])
        #expect(
            words(events + end("stop_sequence", sequence: "\"END\"")) == expected + ["stop 0 stopSequence END", "end"])
    }

    @Test("counts that come at the end only, with zeros before; and thinking among them")
    func lateUsage() {
        let datas = [
            #"{"type":"message_start","message":{"id":"msg_1","model":"m","usage":{"input_tokens":0,"output_tokens":0}}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":9,"#
                + #""cache_creation_input_tokens":2,"cache_read_input_tokens":null,"output_tokens":5,"output_tokens_details":{"thinking_tokens":4}}}"#,
            stop,
        ]
        #expect(words(datas) == ["begin msg_1 m -", "usage 9 5 0 2 4", "stop 0 finished", "end"])
    }

    @Test("thoughts with their signature, and thoughts that are hidden")
    func thinking() {
        #expect(
            words(
                [
                    start, open(#"{"type":"thinking","thinking":"","signature":""}"#),
                    delta(#"{"type":"thinking_delta","thinking":"Hm"}"#),
                    delta(#"{"type":"signature_delta","signature":"pro"}"#),
                    delta(#"{"type":"signature_delta","signature":"of"}"#), close(),
                    open(#"{"type":"redacted_thinking","data":"dark"}"#, 1), close(1),
                ] + end())
                == begin + [
                    "open 0 reasoning", "grow 0 Hm", "sign 0 pro", "sign 0 of", "close 0", "open 1 redacted dark",
                    "close 1", "usage 9 5 3 0 0", "stop 0 finished", "end",
                ])
    }

    @Test("calls with arguments in pieces, at once, or none")
    func calls() {
        func tool(_ id: String, _ input: String) -> String {
            #"{"type":"tool_use","id":"\#(id)","name":"f","input":\#(input)}"#
        }
        #expect(
            words(
                [
                    start, open(tool("a", "{}")), delta(#"{"type":"input_json_delta","partial_json":""}"#),
                    delta(#"{"type":"input_json_delta","partial_json":"{\"x\":"}"#),
                    delta(#"{"type":"input_json_delta","partial_json":"1}"}"#), close(),
                    open(tool("b", #"{"y":2}"#), 1),
                    close(1), open(tool("c", "{}"), 2), delta(#"{"type":"input_json_delta","partial_json":""}"#, 2),
                    close(2),
                ] + end("tool_use"))
                == begin + [
                    "open 0 call a f", #"grow 0 {"x":"#, "grow 0 1}", "close 0", "open 1 call b f", #"grow 1 {"y":2}"#,
                    "close 1", "open 2 call c f", "grow 2 {}", "close 2", "usage 9 5 3 0 0", "stop 0 toolCalls", "end",
                ])
    }

    @Test("the provider's own tools are opaque, told when they are whole; citations are left out")
    func opaque() {
        #expect(
            words(
                [
                    start, open(#"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#),
                    delta(#"{"type":"input_json_delta","partial_json":"{\"query\""}"#),
                    delta(#"{"type":"input_json_delta","partial_json":":1}"}"#), close(),
                    open(#"{"type":"web_search_tool_result","tool_use_id":"s","content":[]}"#, 1), close(1),
                    open(#"{"type":"text","text":"","citations":[]}"#, 2),
                    delta(#"{"type":"citations_delta","citation":{"type":"page_location"}}"#, 2),
                    delta(#"{"type":"text_delta","text":"Rain"}"#, 2), close(2),
                    open(#"{"type":"something_new","x":[1]}"#, 3), delta(#"{"type":"new_delta"}"#, 3), close(3),
                ] + end())
                == begin + [
                    #"open 0 opaque server_tool_use {"type":"server_tool_use","id":"s","name":"web_search","input":{"query":1}}"#,
                    "close 0",
                    #"open 1 opaque web_search_tool_result {"type":"web_search_tool_result","tool_use_id":"s","content":[]}"#,
                    "close 1", "open 2 text", "grow 2 Rain", "close 2",
                    #"open 3 opaque something_new {"type":"something_new","x":[1]}"#, "close 3", "usage 9 5 3 0 0",
                    "stop 0 finished", "end",
                ])
    }

    @Test("events of kinds that are not known pass")
    func unknown() {
        #expect(words([start, #"{"type":"new_event","x":{}}"#, #"{"type":"ping"}"#]) == begin)
    }

    @Test("a stream without its last event is not whole")
    func cut() {
        #expect(words([start, end()[0]]) == begin + ["usage 9 5 3 0 0", "stop 0 finished"])
        #expect(words([start, stop]) == begin)
        #expect(words([start] + end() + [start, "no JSON"]) == begin + ["usage 9 5 3 0 0", "stop 0 finished", "end"])
    }

    @Test(
        "errors end a stream",
        arguments: [
            ("overloaded_error", "503 overloaded"), ("rate_limit_error", "429 rateLimit"),
            ("api_error", "502 upstream"),
            ("invalid_request_error", "400 invalidRequest"), ("new_error", "502 upstream"),
            ("timeout_error", "504 timeout"), ("not_found_error", "404 notFound"),
            ("authentication_error", "401 authentication"), ("permission_error", "403 permission"),
            ("request_too_large", "413 tooLarge"),
        ])
    func failures(type: String, expected: String) {
        let error = #"{"type":"error","error":{"type":"\#(type)","message":"Sorry"},"request_id":"r"}"#
        #expect(words([start, error, stop]) == begin + ["failure \(expected) \(type) Sorry"])
    }

    @Test(
        "what is no event of the format is told",
        arguments: [
            "{", "[]", "{}", "[DONE]", #"{"type":"message_start"}"#, #"{"type":"content_block_start","index":0}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"text":"x"}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a"}}"#,
            #"{"type":"content_block_delta","index":5,"delta":{"type":"text_delta","text":"x"}}"#,
            #"{"type":"content_block_stop"}"#,
        ])
    func malformed(data: String) { #expect(words([start, data], isSound: false) == begin) }

    @Test("nothing comes before the start")
    func noStart() {
        for data in [end()[0], open(#"{"type":"text","text":""}"#), delta(#"{"type":"text_delta","text":"x"}"#)] {
            #expect(words([data], isSound: false) == [])
        }
        #expect(words([close(), stop]) == [])
    }

    @Test("a text with half of a surrogate pair is told")
    func loneSurrogate() {
        let half = delta(#"{"type":"text_delta","text":"\ud83d"}"#)
        #expect(words([start, open(#"{"type":"text","text":""}"#), half], isSound: false) == begin + ["open 0 text"])
    }
}
