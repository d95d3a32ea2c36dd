// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer as the events that a provider would have streamed.
struct MessagesStreamEncoder {
    private var events = SSEWriter()

    static func stream(_ answer: Answer) -> [UInt8]? {
        guard answer.choices.count == 1, !answer.saysMoreInOrigin else { return nil }
        let choice = answer.choices[0]
        var encoder = MessagesStreamEncoder()
        encoder.start(answer)
        for (index, part) in choice.parts.enumerated() {
            guard encoder.block(part, index) else { return nil }
        }
        encoder.stop(answer, choice)
        return encoder.events.bytes
    }

    private mutating func event(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", string: name.description)
        write(&writer)
        writer.endObject()
        events.event(name, data: writer.bytes)
    }

    private mutating func start(_ answer: Answer) {
        event("message_start") { writer in
            writer.key("message")
            writer.beginObject()
            MessagesAnswerEncoder.writeHead(answer, to: &writer)
            writer.key("content")
            writer.beginArray()
            writer.endArray()
            writer.nullMember("stop_reason")
            writer.nullMember("stop_sequence")
            MessagesAnswerEncoder.writeUsage(answer, to: &writer)
            if answer.origin == .anthropicMessages {
                for extra in answer.extras { writer.member(extra.name, raw: extra.json) }
            }
            writer.endObject()
        }
        event("ping") { _ in }
    }

    private mutating func block(_ part: AnswerPart, _ index: Int) -> Bool {
        let empty: AnswerPart
        switch part {
        case .text: empty = .text("")
        case .reasoning: empty = .reasoning("", signature: "")
        case .toolCall(let id, let name, let arguments):
            guard MessagesAnswerEncoder.isInput(arguments) else { return false }
            empty = .toolCall(id: id, name: name, arguments: "{}")
        case .opaque(.anthropicMessages, _): empty = part
        case .opaque: return false
        }
        event("content_block_start") { writer in
            writer.member("index", integer: index)
            writer.key("content_block")
            _ = MessagesAnswerEncoder.write(empty, to: &writer)
        }
        switch part {
        case .text(let text): for piece in TextPieces.pieces(text) { delta(index, "text_delta", "text", piece) }
        case .reasoning(let thinking, let signature):
            for piece in TextPieces.pieces(thinking) { delta(index, "thinking_delta", "thinking", piece) }
            if let signature, !signature.isEmpty { delta(index, "signature_delta", "signature", signature[...]) }
        case .toolCall(_, _, let arguments):
            for piece in TextPieces.pieces(arguments) { delta(index, "input_json_delta", "partial_json", piece) }
        case .opaque: break
        }
        event("content_block_stop") { $0.member("index", integer: index) }
        return true
    }

    private mutating func delta(_ index: Int, _ type: String, _ field: String, _ piece: Substring) {
        event("content_block_delta") { writer in
            writer.member("index", integer: index)
            writer.key("delta")
            writer.beginObject()
            writer.member("type", string: type)
            writer.member(field, string: String(piece))
            writer.endObject()
        }
    }

    private mutating func stop(_ answer: Answer, _ choice: Choice) {
        event("message_delta") { writer in
            writer.key("delta")
            writer.beginObject()
            writer.member("stop_reason", string: MessagesWords.word(choice.stopReason))
            writer.key("stop_sequence")
            if let sequence = choice.stopSequence { writer.string(sequence) } else { writer.null() }
            writer.endObject()
            MessagesAnswerEncoder.writeUsage(answer, to: &writer)
        }
        event("message_stop") { _ in }
    }
}
