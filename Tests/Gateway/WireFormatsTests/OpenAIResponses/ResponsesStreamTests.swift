// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Responses streams")
struct ResponsesStreamTests {
    private let begin = AnswerEvent.begin(id: "chatcmpl-1", model: "m", created: 7)

    /// The types of a stream's events, which must be the events' names too, numbered from 0.
    private func types(_ stream: String) -> [String] {
        ReferenceEventStream(Array(stream.utf8)).events.enumerated().map { place, event in
            let json = SampleJSON(event.data.joined(separator: "\n"))
            #expect(json?["type"] == event.name.map { .string($0) })
            #expect(json?["sequence_number"] == .number(String(place)))
            return event.name ?? ""
        }
    }

    private func datas(_ stream: String, _ type: String) -> [SampleJSON] {
        Coding.datas(stream).compactMap { SampleJSON($0) }.filter { $0["type"] == .string(type) }
    }

    @Test("text comes as a message of one part, event by event")
    func text() throws {
        let stream = ResponsesCoding.stream([
            begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, "Hel"), .grow(part: 0, "lo"), .close(part: 0),
            .usage(Usage(input: 5, output: 2, cachedRead: 3, cacheWrite: 1, reasoning: 1)),
            .stop(choice: 0, .finished, sequence: nil), .end,
        ])
        #expect(
            types(stream) == [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
                "response.output_text.delta", "response.output_text.delta", "response.output_text.done",
                "response.content_part.done", "response.output_item.done", "response.completed",
            ])
        let part = #"{"type":"output_text","annotations":[],"logprobs":[],"text":"Hello"}"#
        let item = #"{"id":"msg_a1b2_0","type":"message","status":"completed","role":"assistant","content":[\#(part)]}"#
        let datas = Coding.datas(stream)
        Coding.expectSame(
            datas[2],
            #"{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"msg_a1b2_0","type":"message","status":"in_progress","role":"assistant","content":[]}}"#
        )
        Coding.expectSame(
            datas[4],
            #"{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_a1b2_0","output_index":0,"content_index":0,"delta":"Hel","logprobs":[]}"#
        )
        Coding.expectSame(
            datas[6],
            #"{"type":"response.output_text.done","sequence_number":6,"item_id":"msg_a1b2_0","output_index":0,"content_index":0,"text":"Hello","logprobs":[]}"#
        )
        Coding.expectSame(
            datas[7],
            #"{"type":"response.content_part.done","sequence_number":7,"item_id":"msg_a1b2_0","output_index":0,"content_index":0,"part":\#(part)}"#
        )
        Coding.expectSame(
            datas[8], #"{"type":"response.output_item.done","sequence_number":8,"output_index":0,"item":\#(item)}"#)
        let response = try #require(SampleJSON(datas[9])?["response"])
        #expect(response["output"]?[0]?.sorted == SampleJSON(item)?.sorted)
        #expect(response["id"] == .string("resp_chatcmpl-1") && response["status"] == .string("completed"))
        #expect(response["created_at"] == .number("7") && response["object"] == .string("response"))
        #expect(
            response["usage"]?.sorted
                == SampleJSON(
                    #"{"input_tokens":9,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":1},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":11}"#
                )?.sorted)
        let early = try #require(SampleJSON(datas[0])?["response"])
        #expect(early["status"] == .string("in_progress") && early["usage"] == .null && early["output"] == .array([]))
    }

    @Test("thoughts, a refusal and calls have events of their own")
    func kinds() {
        let stream = ResponsesCoding.stream([
            begin, .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))), .grow(part: 0, "Hm."),
            .sign(part: 0, "s1"), .close(part: 0), .open(part: 1, choice: 0, Part(.refusal(""))), .grow(part: 1, "No."),
            .close(part: 1), .open(part: 2, choice: 0, Part(.toolCall(ToolCall(id: "c", name: "f", input: "")))),
            .grow(part: 2, "{}"), .close(part: 2),
            .open(part: 3, choice: 0, Part(.toolCall(ToolCall(id: "d", name: "p", isCustom: true, input: "")))),
            .grow(part: 3, "go"), .close(part: 3), .stop(choice: 0, .toolCalls, sequence: nil), .end,
        ])
        #expect(
            types(stream).dropFirst(2) == [
                "response.output_item.added", "response.reasoning_summary_part.added",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                "response.reasoning_summary_part.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.refusal.delta",
                "response.refusal.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.output_item.added",
                "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done",
                "response.output_item.done", "response.completed",
            ])
        #expect(
            datas(stream, "response.output_item.done").map { $0["item"]?.sorted } == [
                SampleJSON(
                    #"{"id":"rs_a1b2_0","type":"reasoning","encrypted_content":"s1","summary":[{"type":"summary_text","text":"Hm."}]}"#
                )?.sorted,
                SampleJSON(
                    #"{"id":"msg_a1b2_1","type":"message","status":"completed","role":"assistant","content":[{"type":"refusal","refusal":"No."}]}"#
                )?.sorted,
                SampleJSON(
                    #"{"id":"fc_a1b2_2","type":"function_call","status":"completed","arguments":"{}","call_id":"c","name":"f"}"#
                )?.sorted,
                SampleJSON(
                    #"{"id":"ctc_a1b2_3","type":"custom_tool_call","status":"completed","input":"go","call_id":"d","name":"p"}"#
                )?.sorted,
            ])
    }

    @Test("calls go back under the client's own names, in their namespaces, a custom tool's input unwrapped")
    func names() {
        var context = ResponsesCoding.context
        let list = context.tools.name("list.all", namespace: "mcp__fs", isCustom: false)
        let patch = context.tools.name("patch", namespace: nil, isCustom: true)
        func call(_ part: Int, _ name: String, _ pieces: [String]) -> [AnswerEvent] {
            [.open(part: part, choice: 0, Part(.toolCall(ToolCall(id: "c\(part)", name: name, input: ""))))]
                + pieces.map { .grow(part: part, $0) } + [.close(part: part)]
        }
        let events =
            [begin] + call(0, list, ["{}"]) + call(1, patch, [#"{"inp"#, #"ut":"a\nb"}"#]) + call(2, patch, ["free"])
            + call(3, "f", []) + [.stop(choice: 0, .toolCalls, sequence: nil), .end]
        let items = [
            #"{"id":"fc_a1b2_0","type":"function_call","status":"completed","arguments":"{}","call_id":"c0","name":"list.all","namespace":"mcp__fs"}"#,
            #"{"id":"ctc_a1b2_1","type":"custom_tool_call","status":"completed","input":"a\nb","call_id":"c1","name":"patch"}"#,
            #"{"id":"ctc_a1b2_2","type":"custom_tool_call","status":"completed","input":"free","call_id":"c2","name":"patch"}"#,
            #"{"id":"fc_a1b2_3","type":"function_call","status":"completed","arguments":"{}","call_id":"c3","name":"f"}"#,
        ]
        let stream = ResponsesCoding.stream(events, context)
        let done = datas(stream, "response.output_item.done").compactMap { $0["item"]?.sorted }
        #expect(done == items.compactMap { SampleJSON($0)?.sorted })
        let deltas = datas(stream, "response.custom_tool_call_input.delta").map { $0["delta"] }
        #expect(deltas == [.string("a\nb"), .string("free")])
        let added = datas(stream, "response.output_item.added").map { $0["item"]?["namespace"] }
        #expect(added == [.string("mcp__fs"), nil, nil, nil])
        let whole = SampleJSON(ResponsesCoding.json(events, context))
        #expect(whole?["output"]?.sorted == .array(done))
    }

    @Test("only the first alternative is told, and parts that the format has no words for are left out")
    func leftOut() {
        let stream = ResponsesCoding.stream([
            begin, .open(part: 0, choice: 1, .text("")), .grow(part: 0, "other"), .close(part: 0),
            .open(part: 1, choice: 0, Part(.opaque(type: "server_tool_use", json: Array("{}".utf8)))), .close(part: 1),
            .open(part: 2, choice: 0, .text("")), .grow(part: 2, "one"), .close(part: 2),
            .stop(choice: 1, .length, sequence: nil), .stop(choice: 0, .finished, sequence: nil), .end,
        ])
        #expect(!stream.contains("other") && !stream.contains("server_tool_use"))
        #expect(datas(stream, "response.completed").first?["response"]?["output"]?[0]?["id"] == .string("msg_a1b2_0"))
    }

    @Test("an item's own line ends do not cut the lines of a stream")
    func lineEnds() {
        let json = Array("{\"type\":\"web_search_call\",\r\n\"id\":\"w\"}".utf8)
        let stream = ResponsesCoding.stream([
            begin, .open(part: 0, choice: 0, Part(.opaque(type: "web_search_call", json: json))), .close(part: 0),
            .stop(choice: 0, .finished, sequence: nil), .end,
        ])
        #expect(types(stream).count == 5)
        let item = SampleJSON(#"{"type":"web_search_call","id":"w"}"#)
        #expect(datas(stream, "response.output_item.done").first?["item"] == item)
    }

    @Test(
        "an answer that was cut is incomplete, with the reason",
        arguments: [
            (StopReason.length, "max_output_tokens"), (.filtered, "content_filter"), (.other("steered"), "steered"),
        ])
    func incomplete(reason: StopReason, word: String) {
        let stream = ResponsesCoding.stream([begin, .stop(choice: 0, reason, sequence: nil), .end])
        let response = datas(stream, "response.incomplete").first?["response"]
        #expect(response?["status"] == .string("incomplete"))
        #expect(response?["incomplete_details"]?["reason"] == .string(word))
        #expect(ResponsesCoding.read(stream: stream)?.suffix(2) == [.stop(choice: 0, reason, sequence: nil), .end])
        let (facts, verdicts) = ResponsesCoding.facts(stream: Coding.datas(stream))
        #expect(verdicts.last == .end && !facts.isWhole && !facts.isKeepable)
    }

    @Test("a failure is an error event and a failed response, and nothing follows")
    func failure() {
        let error = GatewayError(status: 429, kind: .rateLimit, code: "slow", message: "Too \"fast\".")
        let stream = ResponsesCoding.stream([
            begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, "x"), .failure(error), .end,
        ])
        #expect(types(stream).suffix(2) == ["error", "response.failed"])
        let told = datas(stream, "error").first
        #expect(told?["message"] == .string("Too \"fast\".") && told?["code"] == .string("rate_limit_exceeded"))
        #expect(told?["error"]?["message"] == .string("Too \"fast\"."))
        let response = datas(stream, "response.failed").first?["response"]
        #expect(response?["status"] == .string("failed"))
        #expect(
            response?["error"]?.sorted
                == SampleJSON(#"{"code":"rate_limit_exceeded","message":"Too \"fast\"."}"#)?.sorted)
        let expected = GatewayError(
            status: 429, kind: .rateLimit, code: "rate_limit_exceeded", message: "Too \"fast\".")
        #expect(ResponsesCoding.read(stream: stream)?.last == .failure(expected))
        let (facts, verdicts) = ResponsesCoding.facts(stream: Coding.datas(stream))
        #expect(verdicts.contains(.failure) && facts.failed && !facts.isKeepable)
    }

    @Test("events that a provider leaves out are made up for by those that hold the same")
    func sparse() {
        let answer: [AnswerEvent] = [
            .begin(id: "resp_1", model: "m", created: 3), .open(part: 0, choice: 0, .text("")), .grow(part: 0, "Hi"),
            .close(part: 0), .open(part: 1, choice: 0, Part(.toolCall(ToolCall(id: "c", name: "f", input: "")))),
            .grow(part: 1, "{}"), .close(part: 1), .stop(choice: 0, .toolCalls, sequence: nil), .end,
        ]
        let created = #"{"type":"response.created","response":{"id":"resp_1","model":"m","created_at":3.9}}"#
        let message = #"{"type":"message","content":[{"type":"output_text","text":"Hi"}]}"#
        let call = #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#
        let done = #"{"type":"response.completed","response":{"id":"resp_1","model":"m","status":"completed"}}"#
        let onlyItems = [
            created, #"{"type":"response.output_item.done","output_index":0,"item":\#(message)}"#,
            #"{"type":"response.output_item.done","output_index":1,"item":\#(call)}"#, done, "[DONE]",
        ]
        #expect(ResponsesCoding.read(datas: onlyItems) == answer)
        let onlyEnd = [
            created, #"{"type":"keepalive"}"#,
            #"{"type":"response.completed","response":{"status":"completed","output":[\#(message),\#(call)]}}"#,
        ]
        #expect(ResponsesCoding.read(datas: onlyEnd) == answer)
        let onlyDeltas = [
            created, #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hi"}"#, done,
        ]
        #expect(
            ResponsesCoding.read(datas: onlyDeltas)
                == Array(answer[..<4]) + [.stop(choice: 0, .finished, sequence: nil), .end])
    }

    @Test("sections of thoughts are parted by an empty line; a summary and the thoughts are not mixed")
    func sections() {
        func delta(_ type: String, _ index: String, _ number: Int, _ text: String) -> String {
            #"{"type":"response.\#(type).delta","output_index":0,"\#(index)":\#(number),"delta":"\#(text)"}"#
        }
        let read = ResponsesCoding.read(datas: [
            delta("reasoning_summary_text", "summary_index", 0, "A"),
            delta("reasoning_summary_text", "summary_index", 1, "B"),
            delta("reasoning_text", "content_index", 0, "raw"),
            delta("reasoning_summary_text", "summary_index", 1, "C"),
        ])
        #expect(read?.suffix(3) == [.grow(part: 0, "A"), .grow(part: 0, "\n\nB"), .grow(part: 0, "C")])
    }

    @Test("a stream without its last event is not whole, and nothing is made up for it")
    func cut() {
        let stream = ResponsesCoding.stream([begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, "x")])
        #expect(
            ResponsesCoding.read(stream: stream)
                == [
                    .begin(id: "resp_chatcmpl-1", model: "m", created: 7), .open(part: 0, choice: 0, .text("")),
                    .grow(part: 0, "x"),
                ])
        let (facts, verdicts) = ResponsesCoding.facts(stream: Coding.datas(stream))
        #expect(!facts.isWhole && facts.hasContent && verdicts.allSatisfy { $0 == .fine })
        #expect(ResponsesCoding.read(datas: ["{\"type\":"]) == nil)
        #expect(ResponsesCoding.read(datas: ["[1]"]) == nil)
        #expect(ResponsesCoding.facts(stream: ["{}"]).1 == [.malformed])
    }
}
