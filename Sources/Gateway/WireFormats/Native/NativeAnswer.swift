// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Writes answers of the native surface.
public enum NativeAnswer {
    /// `{"layer", "message", "model"}`; nil if the answer is more than text, which the surface has no field for.
    public static func json(_ answer: Answer, layer: Int) -> [UInt8]? {
        guard let choice = answer.choices.first, !answer.saysMoreInOrigin else { return nil }
        for part in choice.parts {
            switch part {
            case .text, .reasoning: continue
            case .toolCall, .opaque: return nil
            }
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("layer", integer: layer)
        writer.member("message", string: answer.text)
        writer.member("model", string: answer.model)
        writer.endObject()
        return writer.bytes
    }

    /// The same from an answer's steps.
    static func json(_ events: [AnswerEvent], layer: Int) -> [UInt8]? {
        let draft = AnswerDraft(events)
        guard draft.isOver, draft.failure == nil, let choice = draft.indices.first.flatMap({ draft.choices[$0] })
        else { return nil }
        var text = ""
        for part in choice.parts {
            switch part.content {
            case .text(let piece): text += piece
            case .reasoning: continue
            case .toolCall, .toolResult, .media, .refusal, .opaque: return nil
            }
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("layer", integer: layer)
        writer.member("message", string: text)
        writer.member("model", string: draft.model)
        writer.endObject()
        return writer.bytes
    }
}
