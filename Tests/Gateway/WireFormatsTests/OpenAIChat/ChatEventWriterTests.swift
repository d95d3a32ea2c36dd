// SPDX-License-Identifier: Apache-2.0

import Conversation
import Testing

@testable import WireFormats

@Suite("Chat event writer")
struct ChatEventWriterTests {
    private func deltas(_ events: [AnswerEvent], _ context: AnswerContext = Steps.context) -> [String] {
        let stream = String(decoding: Steps.stream(events, .openAIChat, context), as: UTF8.self)
        return Coding.datas(stream).map { data in
            guard let choice = SampleJSON(data)?["choices"]?[0] else { return data }
            let finish = choice["finish_reason"].flatMap {
                $0 == .null ? nil : " " + String(decoding: $0.bytes, as: UTF8.self)
            }
            return String(decoding: choice["delta"]?.bytes ?? [], as: UTF8.self) + (finish ?? "")
        }
    }

    private func call(_ name: String, isCustom: Bool = false, id: String = "a") -> Part {
        Part(.toolCall(ToolCall(id: id, name: name, isCustom: isCustom, input: "")))
    }

    private let begin = AnswerEvent.begin(id: "msg_1", model: "m", created: nil)

    @Test("a stream looks as OpenAI's do, to the byte")
    func bytes() {
        let events: [AnswerEvent] = [
            begin, .open(part: 0, choice: 0, .text("")), .grow(part: 0, "Hi \"you\"\n"), .close(part: 0),
            .usage(Usage(input: 3, output: 2)), .stop(choice: 0, .finished, sequence: nil), .end,
        ]
        let head = #"data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"m","choices":["#
        #expect(
            String(decoding: Steps.stream(events, .openAIChat), as: UTF8.self)
                == [
                    head
                        + #"{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}"#,
                    head
                        + #"{"index":0,"delta":{"content":"Hi \"you\"\n"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
                    head + #"{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}"#,
                    head
                        + #"],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}}"#,
                    "data: [DONE]",
                ].map { $0 + "\n\n" }.joined())
        let plain = AnswerContext(now: 7, seed: "seed", wantsUsage: false)
        #expect(!String(decoding: Steps.stream(events, .openAIChat, plain), as: UTF8.self).contains("usage"))
    }

    @Test("thoughts, refusals, parallel calls with their index, and arguments that never came")
    func parts() {
        #expect(
            deltas([
                begin, .open(part: 0, choice: 0, Part(.reasoning(Reasoning(text: "")))), .grow(part: 0, "Hm"),
                .sign(part: 0, "proof"), .close(part: 0), .open(part: 1, choice: 0, Part(.refusal(""))),
                .grow(part: 1, "no"), .close(part: 1), .open(part: 2, choice: 0, call("f")),
                .open(part: 3, choice: 0, call("g", id: "b")), .grow(part: 2, "{"), .grow(part: 2, "}"),
                .close(part: 3),
                .close(part: 2), .stop(choice: 0, .toolCalls, sequence: nil), .end,
            ]) == [
                #"{"role":"assistant","content":""}"#, #"{"reasoning_content":"Hm"}"#, #"{"refusal":"no"}"#,
                #"{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"#,
                #"{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}"#, #"{} "tool_calls""#, "[DONE]",
            ])
    }

    @Test("a choice that begins with a call has no content, and one that says nothing has its role")
    func starts() {
        #expect(
            deltas([begin, .open(part: 0, choice: 0, call("f")), .close(part: 0)]).first
                == #"{"role":"assistant","content":null}"#)
        #expect(
            deltas([begin, .stop(choice: 0, .finished, sequence: nil), .end])
                == [#"{"role":"assistant","content":""}"#, #"{} "stop""#, "[DONE]"])
    }

    @Test("the client's own names, and free text out of its wrapping")
    func custom() {
        var context = Steps.context
        let custom = context.tools.name("apply patch", namespace: nil, isCustom: true)
        let plain = context.tools.name("a.b", namespace: nil, isCustom: false)
        #expect(custom == "apply_patch" && plain == "a_b")
        let events: [AnswerEvent] = [
            begin, .open(part: 0, choice: 0, call(custom)), .grow(part: 0, #"{"in"#), .grow(part: 0, #"put":"a\nb"}"#),
            .close(part: 0), .open(part: 1, choice: 0, call(plain)), .grow(part: 1, "{}"), .close(part: 1),
            .open(part: 2, choice: 0, call(custom)), .grow(part: 2, "[1]"), .close(part: 2),
            .stop(choice: 0, .toolCalls, sequence: nil), .end,
        ]
        #expect(
            deltas(events, context).dropFirst().dropLast(2) == [
                #"{"tool_calls":[{"index":0,"id":"a","type":"custom","custom":{"name":"apply patch","input":""}}]}"#,
                #"{"tool_calls":[{"index":0,"custom":{"input":"a\nb"}}]}"#,
                #"{"tool_calls":[{"index":1,"id":"a","type":"function","function":{"name":"a.b","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":2,"id":"a","type":"custom","custom":{"name":"apply patch","input":""}}]}"#,
                #"{"tool_calls":[{"index":2,"custom":{"input":"[1]"}}]}"#,
            ])
        let message = SampleJSON(Steps.json(events, .openAIChat, context))?["choices"]?[0]?["message"]
        #expect(message?["tool_calls"]?[0]?["custom"]?["input"] == .string("a\nb"))
        #expect(message?["tool_calls"]?[1]?["function"]?["name"] == .string("a.b"))
        #expect(message?["tool_calls"]?[2]?["custom"]?["input"] == .string("[1]"))
    }

    @Test("calls without an id get one")
    func ids() {
        #expect(
            deltas([begin, .open(part: 0, choice: 0, call("f", id: ""))]).last
                == #"{"tool_calls":[{"index":0,"id":"call_seed_0","type":"function","function":{"name":"f","arguments":""}}]}"#
        )
    }

    @Test("what the format has no words for is left out")
    func hidden() {
        let image = Part(.media(Media(.image, .url("https://example.org/a.png"))))
        #expect(
            deltas([
                begin, .open(part: 0, choice: 0, Part(.opaque(type: "x", json: Array("{}".utf8)))), .close(part: 0),
                .open(part: 1, choice: 0, image), .grow(part: 1, "?"), .close(part: 1),
            ]) == [])
    }

    @Test("a failure is the format's own event, and the last")
    func failure() throws {
        let error = GatewayError(status: 503, kind: .overloaded, code: "overloaded_error", message: "Full")
        let written = deltas([begin, .failure(error)])
        Coding.expectSame(
            written.first,
            #"{"error":{"message":"Full","type":"overloaded_error","param":null,"code":"overloaded_error"}}"#)
        #expect(written.count == 1)
        #expect(Steps.read(datas: written, .openAIChat).events == [.failure(error)])
    }
}
