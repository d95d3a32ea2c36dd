// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as a whole message.
enum MessagesAnswerEncoder {
    static func json(_ answer: Answer) -> [UInt8]? {
        guard answer.choices.count == 1, !answer.saysMoreInOrigin else { return nil }
        let choice = answer.choices[0]
        var writer = JSONWriter()
        writer.beginObject()
        writeHead(answer, to: &writer)
        writer.key("content")
        writer.beginArray()
        for part in choice.parts {
            guard write(part, to: &writer) else { return nil }
        }
        writer.endArray()
        writer.member("stop_reason", string: MessagesWords.word(choice.stopReason))
        writer.key("stop_sequence")
        if let sequence = choice.stopSequence { writer.string(sequence) } else { writer.null() }
        writeUsage(answer, to: &writer)
        if answer.origin == .anthropicMessages {
            for extra in answer.extras { writer.member(extra.name, raw: extra.json) }
        }
        writer.endObject()
        return writer.bytes
    }

    static func writeHead(_ answer: Answer, to writer: inout JSONWriter) {
        writer.member("id", string: answer.origin == .anthropicMessages ? answer.id : "msg_" + answer.id)
        writer.member("type", string: "message")
        writer.member("role", string: "assistant")
        writer.member("model", string: answer.model)
    }

    static func writeUsage(_ answer: Answer, to writer: inout JSONWriter) {
        if answer.origin == .anthropicMessages, let raw = answer.rawUsage {
            writer.member("usage", raw: raw)
            return
        }
        let usage = answer.usage ?? Usage()
        writer.key("usage")
        writer.beginObject()
        writer.member("input_tokens", integer: usage.input)
        writer.member("cache_creation_input_tokens", integer: usage.cacheWrite)
        writer.member("cache_read_input_tokens", integer: usage.cachedRead)
        writer.member("output_tokens", integer: usage.output)
        writer.endObject()
    }

    /// Whether the format can hold a tool call's arguments: an object, or nothing. Models do write what is neither.
    static func isInput(_ arguments: String) -> Bool {
        guard !arguments.isEmpty else { return true }
        let bytes = Array(arguments.utf8)
        var tape = JSONTape()
        do { try tape.scan(bytes.span) } catch { return false }
        return tape.nodes[tape.root].kind == .object
    }

    /// Writes one content block; false if the format cannot express the part.
    static func write(_ part: AnswerPart, to writer: inout JSONWriter) -> Bool {
        switch part {
        case .text(let text):
            writer.beginObject()
            writer.member("type", string: "text")
            writer.member("text", string: text)
            writer.endObject()
        case .reasoning(let thinking, let signature):
            writer.beginObject()
            writer.member("type", string: "thinking")
            writer.member("thinking", string: thinking)
            writer.member("signature", string: signature ?? "")
            writer.endObject()
        case .toolCall(let id, let name, let arguments):
            guard isInput(arguments) else { return false }
            writer.beginObject()
            writer.member("type", string: "tool_use")
            writer.member("id", string: id)
            writer.member("name", string: name)
            writer.member("input", raw: arguments.isEmpty ? Array("{}".utf8) : Array(arguments.utf8))
            writer.endObject()
        case .opaque(.anthropicMessages, let json):
            writer.raw(json)
        case .opaque:
            return false
        }
        return true
    }
}
