// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as a whole message; of several alternatives it tells the first.
enum MessagesAnswerWriter {
    static func json(_ events: [AnswerEvent], _ context: AnswerContext) -> [UInt8] {
        let draft = AnswerDraft(events)
        let choice = draft.choices[0] ?? AnswerDraft.Choice()
        var writer = JSONWriter()
        writer.beginObject()
        writeHead(draft.id, draft.model, context, to: &writer)
        writer.key("content")
        writer.beginArray()
        var refused = false
        var calls = 0
        for part in choice.parts {
            if case .refusal = part.content { refused = true }
            write(part, &calls, context, to: &writer)
        }
        writer.endArray()
        writer.member("stop_reason", string: MessagesWords.knownWord(choice.stop ?? .finished, refused: refused))
        writer.key("stop_sequence")
        if let sequence = choice.sequence { writer.string(sequence) } else { writer.null() }
        MessagesUsage.write(draft.usage ?? Usage(), to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// Writes the members that every message begins with.
    static func writeHead(_ id: String, _ model: String, _ context: AnswerContext, to writer: inout JSONWriter) {
        writer.member("id", string: AnswerID.answer(id, prefix: "msg_", seed: context.seed))
        writer.member("type", string: "message")
        writer.member("role", string: "assistant")
        writer.member("model", string: model)
    }

    private static func write(
        _ part: Part, _ calls: inout Int, _ context: AnswerContext, to writer: inout JSONWriter
    ) {
        switch part.content {
        case .text(let text), .refusal(let text):
            // Empty blocks are refused when they come back in the next request.
            guard !text.isEmpty else { return }
            writer.beginObject()
            writer.member("type", string: "text")
            writer.member("text", string: text)
            if let citations = part.extras.first(where: { $0.name == "citations" }) {
                writer.member("citations", raw: citations.json)
            }
            writer.endObject()
        case .reasoning(let reasoning) where reasoning.isRedacted:
            writer.beginObject()
            writer.member("type", string: "redacted_thinking")
            writer.member("data", string: reasoning.signature ?? "")
            writer.endObject()
        case .reasoning(let reasoning):
            writer.beginObject()
            writer.member("type", string: "thinking")
            writer.member("thinking", string: reasoning.text)
            writer.member("signature", string: reasoning.signature ?? "")
            writer.endObject()
        case .toolCall(let written):
            let call = ClientCall(written, place: calls, prefix: "toolu_", context)
            calls += 1
            writer.beginObject()
            writer.member("type", string: "tool_use")
            writer.member("id", string: call.id)
            writer.member("name", string: call.name)
            writer.member("input", raw: input(call, written.input))
            writer.endObject()
        case .opaque(let type, let json): if MessagesWords.isOwnBlock(type) { writer.raw(json) }
        case .media, .toolResult: break
        }
    }

    /// A call's input as the object that it must be. What is none is put into one, so that the tool can refuse it
    /// and the model can see what it wrote.
    static func input(_ call: ClientCall, _ written: String) -> [UInt8] {
        if written.isEmpty, !call.isCustom { return Array("{}".utf8) }
        let isObject = (!call.isCustom || call.isWrapped) && MessagesAnswerEncoder.isInput(written)
        return isObject ? Array(written.utf8) : CustomInput.arguments(written)
    }
}
