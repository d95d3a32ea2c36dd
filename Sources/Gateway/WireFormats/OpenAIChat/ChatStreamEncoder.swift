// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as the chunks that a provider would have streamed.
struct ChatStreamEncoder {
    private let answer: Answer
    private let created: Int
    private let native: Bool
    private let withUsage: Bool
    private var events = SSEWriter()

    static func stream(_ answer: Answer, withUsage: Bool, now: Int) -> [UInt8]? {
        var encoder = ChatStreamEncoder(answer, withUsage: withUsage, now: now)
        for choice in answer.choices {
            guard encoder.write(choice) else { return nil }
        }
        if withUsage { encoder.writeUsage() }
        encoder.events.event(data: Array("[DONE]".utf8))
        return encoder.events.bytes
    }

    private init(_ answer: Answer, withUsage: Bool, now: Int) {
        self.answer = answer
        self.withUsage = withUsage
        created = answer.created ?? now
        native = answer.origin == .openAIChat
    }

    private mutating func write(_ choice: Choice) -> Bool {
        let messageExtras = native ? choice.messageExtras : []
        let choiceExtras = native ? choice.extras.filter { $0.name != "logprobs" } : []
        chunk(choice) { writer in
            writer.member("role", string: "assistant")
            writer.member("content", string: "")
            for extra in messageExtras { writer.member(extra.name, raw: extra.json) }
        }
        let logprobs = native ? choice.extras.first { $0.name == "logprobs" } : nil
        // They travel with the text, and only with text.
        guard logprobs == nil || choice.parts.contains(where: { if case .text = $0 { true } else { false } }) else {
            return false
        }
        var calls = 0
        for part in choice.parts {
            switch part {
            case .text(let text):
                // Token probabilities cannot be cut with the text, so such an answer is one piece.
                let pieces = logprobs == nil ? TextPieces.pieces(text) : [text[...]]
                for piece in pieces {
                    chunk(choice, logprobs: logprobs?.json) { $0.member("content", string: String(piece)) }
                }
            case .toolCall(let id, let name, let arguments):
                write(choice, id, name, arguments, index: calls)
                calls += 1
            case .reasoning: continue
            case .opaque: return false
            }
        }
        chunk(choice, finish: ChatWords.word(choice.stopReason), extras: choiceExtras) { _ in }
        return true
    }

    private mutating func write(_ choice: Choice, _ id: String, _ name: String, _ arguments: String, index: Int) {
        chunk(choice) { writer in
            writer.key("tool_calls")
            writer.beginArray()
            ChatToolCall.write(id, name, "", index: index, to: &writer)
            writer.endArray()
        }
        for piece in TextPieces.pieces(arguments) {
            chunk(choice) { writer in
                writer.key("tool_calls")
                writer.beginArray()
                ChatToolCall.writeDelta(piece, index: index, to: &writer)
                writer.endArray()
            }
        }
    }

    private func head(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", string: native ? answer.id : "chatcmpl-" + answer.id)
        writer.member("object", string: "chat.completion.chunk")
        writer.member("created", integer: created)
        writer.member("model", string: answer.model)
        if native { for extra in answer.extras { writer.member(extra.name, raw: extra.json) } }
    }

    private mutating func chunk(
        _ choice: Choice, logprobs: [UInt8]? = nil, finish: String? = nil, extras: [Answer.Extra] = [],
        delta: (inout JSONWriter) -> Void
    ) {
        var writer = JSONWriter()
        head(&writer)
        writer.key("choices")
        writer.beginArray()
        writer.beginObject()
        writer.member("index", integer: choice.index)
        writer.key("delta")
        writer.beginObject()
        delta(&writer)
        writer.endObject()
        writer.key("logprobs")
        if let logprobs { writer.raw(logprobs) } else { writer.null() }
        writer.key("finish_reason")
        if let finish { writer.string(finish) } else { writer.null() }
        for extra in extras { writer.member(extra.name, raw: extra.json) }
        writer.endObject()
        writer.endArray()
        if withUsage { writer.nullMember("usage") }
        writer.endObject()
        events.event(data: writer.bytes)
    }

    private mutating func writeUsage() {
        var writer = JSONWriter()
        head(&writer)
        writer.key("choices")
        writer.beginArray()
        writer.endArray()
        ChatAnswerEncoder.writeUsage(answer, to: &writer)
        writer.endObject()
        events.event(data: writer.bytes)
    }
}
