// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// Made-up requests and answers of typical sizes.
enum Samples {
    private static let sentence = "The river comes down from the limestone hills and runs green through the old town. "

    /// A chat request of 1 KB: a few turns and some options.
    static let smallRequest: [UInt8] = {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", string: "small-model")
        writer.key("messages")
        writer.beginArray()
        message("system", "Answer in one line.", to: &writer)
        for turn in 0..<4 {
            message(turn % 2 == 0 ? "user" : "assistant", String(repeating: sentence, count: 2), to: &writer)
        }
        message("user", "Which \"bridge\" is the oldest?\nName one.", to: &writer)
        writer.endArray()
        writer.member("temperature", raw: Array("0.2".utf8))
        writer.member("max_tokens", integer: 256)
        writer.key("stream")
        writer.boolean(false)
        writer.endObject()
        return writer.bytes
    }()

    /// A request of 100 KB as a coding agent sends it: long system blocks, twenty tools, a long conversation.
    static let largeRequest: [UInt8] = {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", string: "large-model")
        writer.member("max_tokens", integer: 32_000)
        writer.key("stream")
        writer.boolean(true)
        writer.key("system")
        writer.beginArray()
        text("x-anthropic-billing-header: cc_version=2.1.0; cc_entrypoint=cli;", marked: false, to: &writer)
        text(String(repeating: sentence + "\n", count: 150), marked: true, to: &writer)
        writer.endArray()
        writer.key("tools")
        writer.beginArray()
        for number in 0..<20 { tool(number, to: &writer) }
        writer.endArray()
        writer.key("messages")
        writer.beginArray()
        for turn in 0..<40 { exchange(turn, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }()

    /// A chat completion with 600 bytes of text.
    static let chatAnswer: [UInt8] = {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", string: "c-1")
        writer.member("object", string: "chat.completion")
        writer.member("created", integer: 1_700_000_000)
        writer.member("model", string: "small-model")
        writer.key("choices")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", integer: 0)
        writer.key("message")
        writer.beginObject()
        writer.member("role", string: "assistant")
        writer.member("content", string: String(repeating: sentence, count: 7))
        writer.nullMember("refusal")
        writer.endObject()
        writer.nullMember("logprobs")
        writer.member("finish_reason", string: "stop")
        writer.endObject()
        writer.endArray()
        let usage = #"{"prompt_tokens":20,"completion_tokens":120,"total_tokens":140}"#
        writer.member("usage", raw: Array(usage.utf8))
        writer.endObject()
        return writer.bytes
    }()

    /// 256 frames of a chat stream, about 200 bytes each.
    static let chatStream: [UInt8] = stream(frames: 256) { number, events in
        let head = #"{"id":"c-1","object":"chat.completion.chunk","created":1700000000,"model":"small-model","#
        let choice = #""choices":[{"index":0,"delta":{"content":"word \#(number) "},"logprobs":null,"#
        events.event(data: Array((head + choice + #""finish_reason":null}]}"#).utf8))
    }

    /// The same request as messages.
    static let smallMessagesRequest: [UInt8] = {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", string: "small-model")
        writer.member("system", string: "Answer in one line.")
        writer.key("messages")
        writer.beginArray()
        for turn in 0..<4 {
            message(turn % 2 == 0 ? "user" : "assistant", String(repeating: sentence, count: 2), to: &writer)
        }
        message("user", "Which \"bridge\" is the oldest?\nName one.", to: &writer)
        writer.endArray()
        writer.member("temperature", raw: Array("0.2".utf8))
        writer.member("max_tokens", integer: 256)
        writer.endObject()
        return writer.bytes
    }()

    /// A message with 600 bytes of text.
    static let messagesAnswer: [UInt8] = {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", string: "msg_1")
        writer.member("type", string: "message")
        writer.member("role", string: "assistant")
        writer.member("model", string: "small-model")
        writer.key("content")
        writer.beginArray()
        text(String(repeating: sentence, count: 7), marked: false, to: &writer)
        writer.endArray()
        writer.member("stop_reason", string: "end_turn")
        writer.nullMember("stop_sequence")
        writer.member("usage", raw: Array(#"{"input_tokens":20,"output_tokens":120}"#.utf8))
        writer.endObject()
        return writer.bytes
    }()

    /// 256 frames of a messages stream, about 140 bytes each, behind the two that begin it.
    static let messagesStream: [UInt8] =
        messagesBeginning
        + stream(frames: 256) { number, events in
            let head = #"{"type":"content_block_delta","index":0,"#
            let delta = #""delta":{"type":"text_delta","text":"word \#(number) "}}"#
            events.event("content_block_delta", data: Array((head + delta).utf8))
        }

    private static let messagesBeginning: [UInt8] = {
        var events = SSEWriter()
        let start =
            #"{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"small-model","#
            + #""content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":1}}}"#
        events.event("message_start", data: Array(start.utf8))
        let block = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#
        events.event("content_block_start", data: Array(block.utf8))
        return events.bytes
    }()

    /// The bytes of a provider's response: ten header lines and `chatAnswer`.
    static let response: [UInt8] = {
        let lines = [
            "HTTP/1.1 200 OK", "date: Fri, 21 Nov 2025 10:00:00 GMT", "content-type: application/json",
            "content-length: \(chatAnswer.count)", "connection: keep-alive", "x-request-id: req_0123456789abcdef",
            "server: provider", "x-ratelimit-limit-requests: 10000", "x-ratelimit-remaining-requests: 9999",
            "x-processing-ms: 412", "strict-transport-security: max-age=31536000", "", "",
        ]
        return Array(lines.joined(separator: "\r\n").utf8) + chatAnswer
    }()

    private static func stream(frames: Int, _ write: (Int, inout SSEWriter) -> Void) -> [UInt8] {
        var events = SSEWriter()
        for number in 0..<frames { write(100 + number, &events) }
        return events.bytes
    }

    private static func message(_ role: String, _ content: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", string: role)
        writer.member("content", string: content)
        writer.endObject()
    }

    private static func text(_ text: String, marked: Bool, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", string: "text")
        writer.member("text", string: text)
        if marked { writer.member("cache_control", raw: Array(#"{"type":"ephemeral"}"#.utf8)) }
        writer.endObject()
    }

    private static func tool(_ number: Int, to writer: inout JSONWriter) {
        let schema = #"{"type":"object","properties":{"path":{"type":"string","description":"Where"},"#
        let rest = #""limit":{"type":"integer"},"pattern":{"type":"string"}},"required":["path"]}"#
        writer.beginObject()
        writer.member("name", string: "tool_\(number)")
        writer.member("description", string: String(repeating: sentence, count: 10))
        writer.member("input_schema", raw: Array((schema + rest).utf8))
        writer.endObject()
    }

    private static func exchange(_ turn: Int, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", string: turn % 2 == 0 ? "user" : "assistant")
        writer.key("content")
        writer.beginArray()
        text(
            String(repeating: "let line = \"\(turn)\"\t// what\n" + sentence, count: 14), marked: turn == 38,
            to: &writer)
        writer.beginObject()
        if turn % 2 == 0 {
            writer.member("type", string: "tool_result")
            writer.member("tool_use_id", string: "t\(turn)")
            writer.member("content", string: sentence)
        } else {
            writer.member("type", string: "tool_use")
            writer.member("id", string: "t\(turn + 1)")
            writer.member("name", string: "tool_3")
            writer.member("input", raw: Array(#"{"path":"Sources/main.swift","limit":200}"#.utf8))
        }
        writer.endObject()
        writer.endArray()
        writer.endObject()
    }
}
