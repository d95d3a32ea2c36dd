// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as a whole chat completion.
enum ChatAnswerEncoder {
    static func json(_ answer: Answer, now: Int) -> [UInt8]? {
        let native = answer.origin == .openAIChat
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", string: native ? answer.id : "chatcmpl-" + answer.id)
        writer.member("object", string: "chat.completion")
        writer.member("created", integer: answer.created ?? now)
        writer.member("model", string: answer.model)
        writer.key("choices")
        writer.beginArray()
        for choice in answer.choices {
            guard write(choice, native: native, to: &writer) else { return nil }
        }
        writer.endArray()
        writeUsage(answer, to: &writer)
        if native { for extra in answer.extras { writer.member(extra.name, raw: extra.json) } }
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ choice: Choice, native: Bool, to writer: inout JSONWriter) -> Bool {
        writer.beginObject()
        writer.member("index", integer: choice.index)
        writer.key("message")
        writer.beginObject()
        writer.member("role", string: "assistant")
        var text: String?
        var calls: [(String, String, String)] = []
        for part in choice.parts {
            switch part {
            case .text(let piece): text = (text ?? "") + piece
            case .toolCall(let id, let name, let arguments): calls.append((id, name, arguments))
            case .reasoning: continue
            case .opaque: return false
            }
        }
        writer.key("content")
        if let text { writer.string(text) } else { writer.null() }
        if !calls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (id, name, arguments) in calls { ChatToolCall.write(id, name, arguments, index: nil, to: &writer) }
            writer.endArray()
        }
        if native { for extra in choice.messageExtras { writer.member(extra.name, raw: extra.json) } }
        writer.endObject()
        if native { for extra in choice.extras { writer.member(extra.name, raw: extra.json) } }
        if !choice.extras.contains(where: { $0.name == "logprobs" }) { writer.nullMember("logprobs") }
        writer.member("finish_reason", string: ChatWords.word(choice.stopReason))
        writer.endObject()
        return true
    }

    static func writeUsage(_ answer: Answer, to writer: inout JSONWriter) {
        if answer.origin == .openAIChat, let raw = answer.rawUsage {
            writer.member("usage", raw: raw)
        } else if let usage = answer.usage {
            writer.key("usage")
            writer.beginObject()
            writer.member("prompt_tokens", integer: usage.prompt)
            writer.member("completion_tokens", integer: usage.output)
            writer.member("total_tokens", integer: usage.prompt + usage.output)
            writer.key("prompt_tokens_details")
            writer.beginObject()
            writer.member("cached_tokens", integer: usage.cachedRead)
            writer.endObject()
            writer.endObject()
        }
    }
}
