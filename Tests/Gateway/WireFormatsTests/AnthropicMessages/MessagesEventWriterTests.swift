// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Messages event writer")
struct MessagesEventWriterTests {
    private func stream(_ events: [AnswerEvent], _ context: AnswerContext = Steps.context) -> String {
        String(decoding: Steps.stream(events, .anthropicMessages, context), as: UTF8.self)
    }

    /// What each event after the start says, in a few words.
    private func words(_ events: [AnswerEvent], _ context: AnswerContext = Steps.context) -> [String] {
        ReferenceEventStream(Array(stream(events, context).utf8)).events.compactMap { event in
            guard let data = event.data.first.flatMap({ SampleJSON($0) }), let type = data["type"] else { return "?" }
            guard .string(event.name ?? "") == type else { return "another name" }
            var text = event.name?.replacing("content_block_", with: "") ?? ""
            if case .number(let index)? = data["index"] { text += " " + index }
            let block = data["content_block"] ?? data["delta"]
            return block.map { text + " " + String(decoding: $0.bytes, as: UTF8.self) } ?? text
        }.filter { !["message_start", "ping"].contains($0) }
    }

    private func call(_ name: String, isCustom: Bool = false) -> Part {
        Part(.toolCall(ToolCall(id: name, name: name, isCustom: isCustom, input: "")))
    }

    private let begin = AnswerEvent.begin(id: "chatcmpl-1", model: "m", created: 5)

    @Test("a stream looks as Anthropic's do, to the byte")
    func bytes() {
        #expect(
            stream([
                begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, "Hi \"you\"\n"), .close(part: 0),
                .usage(Usage(input: 3, output: 2)), .stop(choice: 0, .stopSequence, sequence: "END"), .end,
            ]) == #"""
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

                event: ping
                data: {"type":"ping"}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi \"you\"\n"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END"},"usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2}}

                event: message_stop
                data: {"type":"message_stop"}


                """#)
    }

    @Test("parts that grow side by side follow each other, the first as it comes")
    func sideBySide() {
        var writer = MessagesEventWriter(Steps.context)
        var bytes: [UInt8] = []
        for event in [
            begin, .open(part: 0, choice: 0, call("f")), .open(part: 1, choice: 0, call("g")), .grow(part: 1, "{\"y\""),
            .open(part: 2, choice: 0, .text("")), .grow(part: 0, "{\"x\""), .grow(part: 2, "Hi"), .grow(part: 1, ":2}"),
            .close(part: 1),
        ] as [AnswerEvent] { writer.write(event, into: &bytes) }
        // What is in the first part has been written by now, and nothing of the others.
        let early = String(decoding: bytes, as: UTF8.self)
        #expect(
            early.contains(#""partial_json":"{\"x\"""#) && !early.contains(#""index":1"#) && !early.contains("y\\\""))
        #expect(
            words([
                begin, .open(part: 0, choice: 0, call("f")), .open(part: 1, choice: 0, call("g")),
                .grow(part: 1, "{\"y\""), .open(part: 2, choice: 0, .text("")), .grow(part: 0, "{\"x\""),
                .grow(part: 2, "Hi"), .grow(part: 1, ":2}"), .close(part: 1), .grow(part: 0, ":1}"), .close(part: 0),
                .grow(part: 2, " you"), .close(part: 2), .stop(choice: 0, .toolCalls, sequence: nil), .end,
            ]) == [
                #"start 0 {"type":"tool_use","id":"f","name":"f","input":{}}"#,
                #"delta 0 {"type":"input_json_delta","partial_json":"{\"x\""}"#,
                #"delta 0 {"type":"input_json_delta","partial_json":":1}"}"#, "stop 0",
                #"start 1 {"type":"tool_use","id":"g","name":"g","input":{}}"#,
                #"delta 1 {"type":"input_json_delta","partial_json":"{\"y\":2}"}"#, "stop 1",
                #"start 2 {"type":"text","text":""}"#, #"delta 2 {"type":"text_delta","text":"Hi"}"#,
                #"delta 2 {"type":"text_delta","text":" you"}"#, "stop 2",
                #"message_delta {"stop_reason":"tool_use","stop_sequence":null}"#, "message_stop",
            ])
    }

    @Test("thoughts end with one signature; hidden ones are told when they are whole")
    func thinking() {
        let hidden = Part(.reasoning(Reasoning(text: "", isRedacted: true)))
        #expect(
            words([
                begin, .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))), .sign(part: 0, "pro"),
                .grow(part: 0, "Hm"), .sign(part: 0, "of"), .close(part: 0), .open(part: 1, choice: 0, hidden),
                .sign(part: 1, "dark"), .close(part: 1),
                .open(part: 2, choice: 0, Part(.reasoning(Reasoning(text: "So")))),
                .close(part: 2),
            ]) == [
                #"start 0 {"type":"thinking","thinking":"","signature":""}"#,
                #"delta 0 {"type":"thinking_delta","thinking":"Hm"}"#,
                #"delta 0 {"type":"signature_delta","signature":"proof"}"#, "stop 0",
                #"start 1 {"type":"redacted_thinking","data":"dark"}"#, "stop 1",
                #"start 2 {"type":"thinking","thinking":"","signature":""}"#,
                #"delta 2 {"type":"thinking_delta","thinking":"So"}"#, "stop 2",
            ])
    }

    @Test("empty texts have no block, nor have other formats' parts; the provider's own tools have")
    func hidden() {
        func opaque(_ type: String) -> Part {
            Part(.opaque(type: type, json: Array(#"{"type":"\#(type)",\#n"x":1}"#.utf8)))
        }
        #expect(
            words([
                begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, ""), .close(part: 0),
                .open(part: 1, choice: 0, opaque("image_generation_call")), .close(part: 1),
                .open(part: 2, choice: 1, .text("")), .grow(part: 2, "other"), .close(part: 2),
                .open(part: 3, choice: 0, opaque("web_fetch_tool_result")), .close(part: 3),
                .stop(choice: 1, .length, sequence: nil),
            ]) == [#"start 0 {"type":"web_fetch_tool_result","x":1}"#, "stop 0"])
    }

    @Test("the client's own names; free text is put into an object")
    func names() {
        var context = Steps.context
        let safe = context.tools.name("a.b", namespace: nil, isCustom: false)
        #expect(
            words(
                [
                    begin, .open(part: 0, choice: 0, call(safe)), .grow(part: 0, "{}"), .close(part: 0),
                    .open(part: 1, choice: 0, call("g", isCustom: true)), .grow(part: 1, "a\""), .grow(part: 1, "b"),
                    .close(part: 1),
                ], context) == [
                    #"start 0 {"type":"tool_use","id":"a_b","name":"a.b","input":{}}"#,
                    #"delta 0 {"type":"input_json_delta","partial_json":"{}"}"#, "stop 0",
                    #"start 1 {"type":"tool_use","id":"g","name":"g","input":{}}"#,
                    #"delta 1 {"type":"input_json_delta","partial_json":"{\"input\":\"a\\\"b\"}"}"#, "stop 1",
                ])
    }

    @Test("an end closes what is open")
    func openEnd() {
        #expect(
            words([
                begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, "A"), .open(part: 1, choice: 0, .text("")),
                .grow(part: 1, "B"), .stop(choice: 0, .length, sequence: nil), .end,
            ]) == [
                #"start 0 {"type":"text","text":""}"#, #"delta 0 {"type":"text_delta","text":"A"}"#, "stop 0",
                #"start 1 {"type":"text","text":""}"#, #"delta 1 {"type":"text_delta","text":"B"}"#, "stop 1",
                #"message_delta {"stop_reason":"max_tokens","stop_sequence":null}"#, "message_stop",
            ])
    }

    @Test("a failure is the format's own event, and the last")
    func failure() {
        let error = GatewayError(status: 503, kind: .overloaded, code: "overloaded_error", message: "Full")
        let events = ReferenceEventStream(Steps.stream([begin, .failure(error)], .anthropicMessages)).events
        #expect(events.map(\.name) == ["message_start", "ping", "error"])
        #expect(Steps.read(datas: events.flatMap(\.data), .anthropicMessages).events.last == .failure(error))
    }
}
