// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Providers
import Testing

@testable import DataPlane

@Suite("Streams of every format move to another provider until their first useful event")
struct FormatFlightTests {
    /// A format's stream in parts, and the question that asks for it.
    private struct Format {
        let format: WireFormat
        let path: String
        let request: String
        /// What a stream begins with before it says anything.
        let opening: String
        let useful: String
        let failure: String
        let good: String
    }

    private static func event(_ name: String, _ data: String) -> String {
        "event: \(name)\ndata: {\"type\":\"\(name)\",\(data)}\n\n"
    }

    private static let formats = [
        Format(
            format: .openAIChat, path: "/v1/chat/completions", request: Stage.chat(streams: true),
            opening: Good.role(id: "LOST"), useful: Good.chunk(#""content":"KEPT""#),
            failure: "data: {\"error\":{\"message\":\"LOST\",\"type\":\"server_error\",\"code\":null}}\n\n",
            good: Good.stream),
        Format(
            format: .anthropicMessages, path: "/v1/messages",
            request: #"{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}"#,
            opening: event(
                "message_start",
                #""message":{"id":"LOST","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1,"output_tokens":0}}"#
            ) + event("content_block_start", #""index":0,"content_block":{"type":"text","text":""}"#)
                + event("ping", #""x":0"#),
            useful: event("content_block_delta", #""index":0,"delta":{"type":"text_delta","text":"KEPT"}"#),
            failure: event("error", #""error":{"type":"overloaded_error","message":"LOST"}"#),
            good: event(
                "message_start",
                #""message":{"id":"a","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":1,"output_tokens":0}}"#
            ) + event("content_block_start", #""index":0,"content_block":{"type":"text","text":""}"#)
                + event("content_block_delta", #""index":0,"delta":{"type":"text_delta","text":"Good."}"#)
                + event("content_block_stop", #""index":0"#)
                + event(
                    "message_delta",
                    #""delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1}"#)
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"),
        Format(
            format: .openAIResponses, path: "/v1/responses", request: #"{"model":"m","stream":true,"input":"Hi"}"#,
            opening: event(
                "response.created", #""sequence_number":0,"response":{"id":"LOST","status":"in_progress","output":[]}"#),
            useful: event(
                "response.output_text.delta",
                #""sequence_number":1,"item_id":"i","output_index":0,"content_index":0,"delta":"KEPT""#),
            failure: event(
                "response.failed",
                #""sequence_number":2,"response":{"id":"LOST","status":"failed","error":{"code":"server_error","message":"LOST"},"output":[]}"#
            ),
            good: event(
                "response.output_text.delta",
                #""sequence_number":0,"item_id":"i","output_index":0,"content_index":0,"delta":"Good.""#)
                + event("response.completed", "\"sequence_number\":1,\"response\":\(Good.responses)")),
        Format(
            format: .gemini, path: "/v1beta/models/m:streamGenerateContent?alt=sse",
            request: #"{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}"#,
            opening: "data: {\"responseId\":\"LOST\",\"usageMetadata\":{\"promptTokenCount\":1}}\r\n\r\n",
            useful:
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"KEPT\"}]}}]}\r\n\r\n",
            failure: "data: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"LOST\"}}\r\n\r\n",
            good:
                "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Good.\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n"
        ),
    ]

    /// A stage whose first provider streams `beats` in the client's format, and whose second does well in its own.
    private func stage(_ first: Format, _ second: Format, _ beats: [Beat]) throws -> Stage {
        try Stage(
            [
                StageMember(name: "alpha", formats: [first.format]),
                StageMember(name: "beta", formats: [second.format], model: "other"),
            ], resilience: .init(maxRetries: 0)
        ) { ask, _ in ask.name == "alpha-1" ? beats : [.streamHead, .body(second.good), .end] }
    }

    @Test(
        "a stream that says nothing before it fails is another provider's to give, whatever that one speaks",
        arguments: formats.indices)
    func before(_ place: Int) throws {
        let first = Self.formats[place]
        let ends: [(Beat, FailureClass)] = [
            (.body(first.failure), place == 0 || place == 2 ? .serverError : .overloaded), (.fail(.closed), .cut),
            (.silence, .timeout), (.body("data: {no\n\n"), .malformed), (.end, .cut),
        ]
        for (end, failure) in ends {
            for second in [first, Self.formats[0], Self.formats[1]] {
                let stage = try stage(first, second, [.streamHead, .body(first.opening), end, .end])
                let answer = try stage.ask(first.request, to: first.path)
                let comment: Comment = "\(failure), then \(second.format)"
                #expect(answer.status == 200 && answer.isComplete && answer.provider == "beta", comment)
                #expect(answer.field("x-isartor-attempts") == "alpha=\(failure.rawValue)", comment)
                #expect(answer.body.contains("Good.") && !answer.wire.contains("LOST"), comment)
                if second.format == first.format { #expect(answer.body == second.good, comment) }
                #expect(stage.asked == ["alpha-1", "beta-1"], comment)
            }
        }
    }

    @Test("a stream that has said something is not taken over", arguments: formats.indices)
    func after(_ place: Int) throws {
        let first = Self.formats[place]
        for end in [Beat.body(first.failure), .fail(.closed), .silence, .body("data: {no\n\n"), .end] {
            let stage = try stage(
                first, first, [.streamHead, .body(first.opening), .body(first.useful), .wait(10), end, .end])
            let answer = try stage.ask(first.request, to: first.path)
            #expect(answer.status == 200 && answer.isComplete && answer.provider == "alpha")
            #expect(answer.body.hasPrefix(first.opening + first.useful))
            let rest = answer.body.dropFirst((first.opening + first.useful).count)
            #expect(rest.contains("error") && !rest.contains("Good."))
            #expect(stage.asked == ["alpha-1"])
            #expect(stage.cache.statistics.entries == 0)
        }
    }
}
