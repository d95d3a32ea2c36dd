// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing
import WireFormats

@Suite("Stream inspector, messages")
struct MessagesStreamInspectorTests {
    private func inspect(_ datas: [String]) throws -> Inspected {
        try #require(Inspected(datas: datas, format: .anthropicMessages))
    }

    private let start =
        #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","usage":{"input_tokens":3,"output_tokens":1}}}"#
    private let open = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
    private let words = #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"#
    private let close = #"{"type":"content_block_stop","index":0}"#
    private let end = #"{"type":"message_stop"}"#

    private func stop(_ reason: String, usage: String = #","usage":{"output_tokens":2}"#) -> String {
        #"{"type":"message_delta","delta":{"stop_reason":\#(reason),"stop_sequence":null}\#(usage)}"#
    }

    @Test("a stream with a block, a reason and its last event is whole")
    func whole() throws {
        let found = try inspect([
            start, #"{"type":"ping"}"#, open, words, close, stop("\"end_turn\""), end,
        ])
        #expect(found.verdicts == [.fine, .fine, .fine, .fine, .fine, .fine, .end])
        #expect(found.facts.isKeepable && found.facts.hasUsage && !found.facts.failed)
    }

    @Test("what is missing makes the stream not whole", arguments: 0..<5)
    func missing(place: Int) throws {
        var events = [start, open, words, close, stop("\"end_turn\""), end]
        // Neither the words nor the block's begin alone say that something is missing.
        let gone = [0, 1, 3, 4, 5][place]
        events.remove(at: gone)
        #expect(try !inspect(events).facts.isWhole)
        #expect(try !inspect(events).hasStopped)
    }

    @Test(
        "reasons tell whether the answer is whole",
        arguments: [
            ("end_turn", true), ("tool_use", true), ("stop_sequence", true), ("max_tokens", false), ("refusal", false),
            ("pause_turn", false), ("model_context_window_exceeded", false), ("something_new", false),
        ])
    func reasons(reason: String, isWhole: Bool) throws {
        #expect(try inspect([start, open, words, close, stop("\"\(reason)\""), end]).facts.isWhole == isWhole)
    }

    @Test("a reason that is null is none")
    func noReason() throws {
        #expect(try !inspect([start, open, words, close, stop("null"), end]).facts.isWhole)
    }

    @Test(
        "tool calls, thoughts and blocks of unknown kinds are content; an empty text is not",
        arguments: [
            (#"{"type":"tool_use","id":"t","name":"f","input":{}}"#, true),
            (#"{"type":"thinking","thinking":"","signature":""}"#, true),
            (#"{"type":"something_new"}"#, true), (#"{"type":"text","text":"Hi"}"#, true),
            (#"{"type":"text","text":""}"#, false), (#"{"type":"text","text":null}"#, false),
            (#"{"type":"text"}"#, false),
        ])
    func content(block: String, hasContent: Bool) throws {
        let opening = #"{"type":"content_block_start","index":0,"content_block":\#(block)}"#
        let found = try inspect([start, opening, close, stop("\"end_turn\""), end])
        #expect(found.facts.isWhole)
        #expect(found.facts.isKeepable == hasContent)
    }

    @Test(
        "pieces of text are content if there is any text in them",
        arguments: [
            (#"{"type":"text_delta","text":"Hi"}"#, true), (#"{"type":"text_delta","text":""}"#, false),
            (#"{"type":"text_delta","text":null}"#, false), (#"{"type":"text_delta"}"#, false),
            (#"{"type":"text_delta","other":"Hi"}"#, false), (#"{"type":"something_new"}"#, true),
        ])
    func content(delta: String, hasContent: Bool) throws {
        let piece = #"{"type":"content_block_delta","index":0,"delta":\#(delta)}"#
        let found = try inspect([start, open, piece, close, stop("\"end_turn\""), end])
        #expect(found.facts.isWhole)
        #expect(found.facts.isKeepable == hasContent)
    }

    @Test("a message without any block is no answer to keep")
    func empty() throws {
        let found = try inspect([start, stop("\"end_turn\""), end])
        #expect(found.facts.isWhole && !found.facts.hasContent && !found.facts.isKeepable)
    }

    @Test("token counts are seen in the last event but one; the first event's are not the answer's")
    func usage() throws {
        #expect(try !inspect([start, open, words, close, stop("\"end_turn\"", usage: ""), end]).facts.hasUsage)
        #expect(
            try !inspect([start, open, words, close, stop("\"end_turn\"", usage: #","usage":null"#), end]).facts
                .hasUsage)
    }

    @Test("an error event is a failure and the stream is not kept")
    func errors() throws {
        let error = #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#
        let found = try inspect([start, open, words, error])
        #expect(found.verdicts.last == .failure)
        #expect(found.facts.failed && !found.facts.isKeepable)
        #expect(try !inspect([start, open, words, close, error, stop("\"end_turn\""), end]).facts.isKeepable)
    }

    @Test("events of kinds that nobody knows pass")
    func unknown() throws {
        let found = try inspect([
            start, open, #"{"type":"something_new","index":0}"#, words, close, stop("\"end_turn\""), end,
        ])
        #expect(found.verdicts[2] == .fine)
        #expect(found.facts.isKeepable)
    }

    @Test(
        "what is no JSON object with a type is malformed",
        arguments: ["[DONE]", "{}", "[]", "{\"type\":", "null", "\"ping\""])
    func malformed(data: String) throws {
        #expect(try inspect([start, data]).verdicts == [.fine, .malformed])
    }
}
