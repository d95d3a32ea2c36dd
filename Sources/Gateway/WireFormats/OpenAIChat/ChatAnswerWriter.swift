// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as a whole chat completion.
enum ChatAnswerWriter {
    static func json(_ events: [AnswerEvent], _ context: AnswerContext) -> [UInt8] {
        let draft = AnswerDraft(events)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", string: AnswerID.answer(draft.id, prefix: "chatcmpl-", seed: context.seed))
        writer.member("object", string: "chat.completion")
        writer.member("created", integer: draft.created ?? context.now)
        writer.member("model", string: draft.model)
        writer.key("choices")
        writer.beginArray()
        // Clients take the first choice without asking whether there is one.
        for index in draft.indices.isEmpty ? [0] : draft.indices {
            write(draft.choices[index] ?? AnswerDraft.Choice(), index, context, to: &writer)
        }
        writer.endArray()
        if let usage = draft.usage { ChatUsage.write(usage, to: &writer) }
        writer.endObject()
        return writer.bytes
    }

    /// What a message says, part by part.
    private struct Message {
        var text: String?
        var reasoning = ""
        var refusal: String?
        var calls: [(call: ClientCall, input: String)] = []
        var audio: [UInt8]?
        var extras: [ExtraField] = []
    }

    private static func write(
        _ choice: AnswerDraft.Choice, _ index: Int, _ context: AnswerContext, to writer: inout JSONWriter
    ) {
        let message = message(choice.parts, context)
        writer.beginObject()
        writer.member("index", integer: index)
        writer.key("message")
        write(message, to: &writer)
        writer.key("logprobs")
        if let logprobs = message.extras.first(where: { $0.name == "logprobs" }) {
            writer.beginObject()
            writer.member("content", raw: logprobs.json)
            writer.nullMember("refusal")
            writer.endObject()
        } else {
            writer.null()
        }
        writer.member("finish_reason", string: ChatWords.knownWord(choice.stop ?? .finished))
        writer.endObject()
    }

    private static func message(_ parts: [Part], _ context: AnswerContext) -> Message {
        var message = Message()
        for part in parts {
            switch part.content {
            case .text(let text):
                message.text = (message.text ?? "") + text
                message.extras += part.extras.filter { $0.name == "annotations" || $0.name == "logprobs" }
            case .reasoning(let reasoning): message.reasoning += reasoning.text
            case .refusal(let text): message.refusal = (message.refusal ?? "") + text
            case .toolCall(let written):
                let call = ClientCall(written, place: message.calls.count, prefix: "call_", context)
                message.calls.append((call, call.input(written.input)))
            case .opaque(type: "audio", let json): message.audio = json
            case .opaque, .media, .toolResult: break
            }
        }
        return message
    }

    private static func write(_ message: Message, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("role", string: "assistant")
        writer.key("content")
        if let text = message.text { writer.string(text) } else { writer.null() }
        if !message.reasoning.isEmpty { writer.member("reasoning_content", string: message.reasoning) }
        writer.key("refusal")
        if let refusal = message.refusal { writer.string(refusal) } else { writer.null() }
        if let annotations = message.extras.first(where: { $0.name == "annotations" }) {
            writer.member("annotations", raw: annotations.json)
        }
        if let audio = message.audio { writer.member("audio", raw: audio) }
        if !message.calls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (call, input) in message.calls { write(call, input, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private static func write(_ call: ClientCall, _ input: String, to writer: inout JSONWriter) {
        guard call.isCustom else { return ChatToolCall.write(call.id, call.name, input, index: nil, to: &writer) }
        writer.beginObject()
        writer.member("id", string: call.id)
        writer.member("type", string: "custom")
        writer.key("custom")
        writer.beginObject()
        writer.member("name", string: call.name)
        writer.member("input", string: input)
        writer.endObject()
        writer.endObject()
    }
}
