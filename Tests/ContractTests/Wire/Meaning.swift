// SPDX-License-Identifier: Apache-2.0

import Conversation
import TestKit
import WireFormats

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
        let answer =
            isStream
            ? AnswerCodec.decode(stream: response.body.span, format: surface.format)
            : AnswerCodec.decode(json: response.body.span, format: surface.format)
        guard let answer else { return nil }
        model = answer.model
        usage = answer.usage
        alternatives = answer.choices.map { choice in
            var alternative = Alternative(stopReason: choice.stopReason)
            for part in choice.parts {
                switch part {
                case .text(let text): alternative.text += text
                case .reasoning(let text, _): alternative.reasoning += text
                case .toolCall(let id, let name, let arguments):
                    // White space inside arguments may differ between a stream and a whole answer.
                    let input = (try? JSONTree(arguments)).map { String(decoding: $0.bytes, as: UTF8.self) }
                    alternative.calls.append("\(id) \(name) \(input ?? arguments)")
                case .opaque(_, let json): alternative.calls.append(String(decoding: json, as: UTF8.self))
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
