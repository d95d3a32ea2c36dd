// SPDX-License-Identifier: Apache-2.0

import Conversation
import TestKit

@testable import WireFormats

/// What an answer says, whatever its form: its text, its tool calls and why it stopped.
struct Meaning: Equatable {
    struct Alternative: Equatable {
        var text = ""
        var reasoning = ""
        var calls: [String] = []
        var stopReason: StopReason
    }

    var model: String
    var usage: Usage?
    var alternatives: [Alternative]

    /// Nil if the response cannot be read in its format.
    init?(_ response: TestResponse, _ surface: Surface) {
        let isStream = response.header("content-type")?.hasPrefix("text/event-stream") == true
        var tape = JSONTape()
        let events =
            isStream
            ? AnswerTranslation.events(stream: response.body.span, surface.format)
            : AnswerTranslation.events(response.body.span, surface.format, tape: &tape)
        guard let events else { return nil }
        let draft = AnswerDraft(events)
        guard draft.isOver, draft.failure == nil else { return nil }
        model = draft.model
        usage = draft.usage
        alternatives = draft.indices.compactMap { index in
            guard let choice = draft.choices[index], let stop = choice.stop else { return nil }
            var alternative = Alternative(stopReason: stop)
            for part in choice.parts {
                switch part.content {
                case .text(let text), .refusal(let text): alternative.text += text
                case .reasoning(let reasoning): alternative.reasoning += reasoning.text
                case .toolCall(let call):
                    // White space inside arguments may differ between a stream and a whole answer.
                    alternative.calls.append("\(call.id) \(call.name) \(Lines.json(call.input))")
                case .opaque(_, let json): alternative.calls.append(Lines.json(json))
                case .media, .toolResult: alternative.calls.append("\(part.content)")
                }
            }
            return alternative
        }
    }

    /// Whether an answer that says this may be kept.
    var isWhole: Bool {
        alternatives.allSatisfy { $0.stopReason.isComplete }
            && alternatives.contains { !$0.text.isEmpty || !$0.calls.isEmpty }
    }
}
