// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes a whole answer as generateContent gives it.
enum GeminiAnswerWriter {
    static func json(_ events: [AnswerEvent], _ context: AnswerContext) -> [UInt8] {
        let draft = AnswerDraft(events)
        if let failure = draft.failure { return ErrorBody.json(failure, format: .gemini, requestID: "") }
        var parts = GeminiPartWriter(context.tools)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("candidates")
        writer.beginArray()
        for index in draft.indices {
            guard let choice = draft.choices[index] else { continue }
            let written = choice.parts.compactMap { parts.json($0) }
            candidate(index, written, choice.stop, to: &writer)
        }
        writer.endArray()
        if let usage = draft.usage { GeminiUsage.write(usage, to: &writer) }
        names(model: draft.model, id: draft.id.isEmpty ? context.seed : draft.id, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    static func candidate(
        _ index: Int, _ parts: [[UInt8]], _ reason: StopReason?, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.key("content")
        writer.beginObject()
        if !parts.isEmpty {
            writer.key("parts")
            writer.beginArray()
            for part in parts { writer.raw(part) }
            writer.endArray()
        }
        writer.member("role", string: "model")
        writer.endObject()
        if let reason { writer.member("finishReason", string: GeminiWords.word(reason)) }
        writer.member("index", integer: index)
        writer.endObject()
    }

    static func names(model: String, id: String, to writer: inout JSONWriter) {
        writer.member("modelVersion", string: model)
        writer.member("responseId", string: id)
    }
}
