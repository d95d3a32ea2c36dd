// SPDX-License-Identifier: Apache-2.0

import Conversation

@testable import WireFormats

extension Lines {
    /// All that an answer says, one thing a line.
    static func of(_ events: [AnswerEvent]) -> [String] {
        let draft = AnswerDraft(events)
        var lines = ["id: \(draft.id)", "model: \(draft.model)"]
        if let created = draft.created { lines.append("created: \(created)") }
        for index in draft.indices {
            lines.append("choice \(index)")
            guard let choice = draft.choices[index] else { continue }
            lines += choice.parts.flatMap(part)
            lines.append("stop: \(choice.stop.map { "\($0)" } ?? "never")")
            if let sequence = choice.sequence { lines.append("stop sequence: \(text(sequence))") }
        }
        if let usage = draft.usage {
            lines += [
                "input: \(usage.input)", "output: \(usage.output)", "cached read: \(usage.cachedRead)",
                "cache write: \(usage.cacheWrite)", "reasoning: \(usage.reasoning)",
            ]
        }
        if let failure = draft.failure {
            lines += ["failure: \(failure.kind)", "failure code: \(failure.code)", "failure says: \(failure.message)"]
        }
        return lines + (draft.isOver ? ["end"] : [])
    }

    private static func part(_ part: Part) -> [String] {
        let lines: [String] =
            switch part.content {
            case .text(let text): ["text: \(self.text(text))"]
            case .toolCall(let call): self.call(call)
            case .reasoning(let reasoning): self.reasoning(reasoning)
            case .refusal(let text): ["refusal: \(self.text(text))"]
            case .opaque(let type, let json): ["opaque \(type): \(self.json(json))"]
            case .media, .toolResult: ["\(part.content)"]
            }
        return lines + part.extras.map { "extra \($0.name): \(json($0.json))" }.sorted()
    }
}
