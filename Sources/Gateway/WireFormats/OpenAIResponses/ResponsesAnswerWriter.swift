// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes an answer of the responses format as a whole.
enum ResponsesAnswerWriter {
    /// The answer that `events` make; of several alternatives it tells the first.
    static func json(_ events: [AnswerEvent], _ context: AnswerContext) -> [UInt8] {
        let draft = AnswerDraft(events)
        var object = ResponsesObject(id: draft.id, model: draft.model, created: draft.created, context)
        object.usage = draft.usage
        object.failure = draft.failure
        let choice = draft.choices[0]
        object.incomplete = choice?.stop.flatMap(ResponsesWords.incompleteReason)
        var output: [[UInt8]] = []
        for part in choice?.parts ?? [] {
            guard var item = ResponsesItem(part.content, number: output.count, context) else { continue }
            item.complete()
            var writer = JSONWriter()
            item.write(object.isWhole ? "completed" : "incomplete", whole: true, to: &writer)
            output.append(writer.bytes)
        }
        var writer = JSONWriter()
        object.write(object.finalStatus, output: output, at: context.now, to: &writer)
        return writer.bytes
    }
}
