// SPDX-License-Identifier: Apache-2.0

import Conversation
import WireFormats

/// What must hold for a request on its way to a provider of another family.
struct TranslatedRequestRules {
    private var reader = RequestReader()

    /// Writes what was read in every format: it is JSON of that format, and says the same to whoever reads it twice.
    mutating func check(_ reading: RequestReading, _ summary: inout Summary) throws(Violation) {
        guard let conversation = reading.conversation else { return summary.add(1) }
        summary.add(conversation.turns.count)
        summary.add(conversation.tools.count)
        for surface in [Surface.chatCompletions, .messages, .responses, .gemini] {
            let format = surface.format
            guard format != conversation.origin else { continue }
            let target = EncodingTarget(format: format, model: "m", streams: reading.streams)
            let translated: TranslatedRequest
            do {
                translated = try RequestTranslation.encode(conversation, for: target)
            } catch {
                summary.add(2)
                try Violation.unless(error.status == 400 && error.field != nil, "a refusal names a field")
                continue
            }
            summary.add(3 + translated.dropped.count)
            var context = RequestContext(surface: surface, principal: .local, pathModel: "m")
            context.defaultModel = "m"
            do {
                let read = try reader.read(translated.body.span, in: context) { $0.count }.reading
                try Violation.unless(
                    read.conversation != nil,
                    "a translated request is of its format's shape: \(read.problem?.field ?? "")")
                try again(conversation, translated, target)
            } catch let error as Violation {
                throw error
            } catch {
                throw Violation(rule: "a translated request can be read: \(error)")
            }
        }
    }

    private func again(
        _ conversation: Conversation, _ first: TranslatedRequest, _ target: EncodingTarget
    ) throws(Violation) {
        do {
            let second = try RequestTranslation.encode(conversation, for: target)
            try Violation.unless(second.body == first.body, "a translation is the same each time")
        } catch let error as Violation {
            throw error
        } catch {
            throw Violation(rule: "what was translated once can be translated again")
        }
    }
}
