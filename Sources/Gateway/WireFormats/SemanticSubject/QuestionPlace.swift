// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Where in a conversation the user's question stands, if questions like it may be compared at all.
///
/// The question is the whole text of the last user turn. What agents put around it, such as Claude Code's reminder blocks
/// or instructions after it, is none of the user's words: it must be equal, like the rest.
struct QuestionPlace: Sendable, Hashable {
    var turn: Int
    var part: Int

    /// Elements in which agents wrap what they add to a user's turn.
    private static let wrappers = ["system-reminder", "environment_context", "user_instructions", "system"]

    /// Request fields of single formats that make the provider look something up, or answer in more than words.
    private static let searching = ["web_search_options"]
    private static let speaking = ["modalities", "audio"]

    static func find(
        in conversation: Conversation, longest: Int, maxTemperature: Double
    ) throws(SemanticSkip) -> QuestionPlace {
        try check(conversation, maxTemperature: maxTemperature)
        guard let turn = conversation.turns.lastIndex(where: { $0.role != .system }),
            conversation.turns[turn].role == .user
        else { throw .noQuestion }
        var place: QuestionPlace?
        for (part, content) in conversation.turns[turn].parts.enumerated() {
            guard case .text(let text) = content.content else { throw .attachment }
            if isWrapped(text) { continue }
            guard place == nil else { throw .severalTexts }
            guard text.utf8.count <= longest else { throw .tooLong }
            guard !text.trimmingSpace.isEmpty else { throw .empty }
            place = QuestionPlace(turn: turn, part: part)
        }
        guard let place else { throw .empty }
        try checkInstructions(conversation)
        return place
    }

    /// Looks for what rules out a comparison whatever the question is.
    private static func check(_ conversation: Conversation, maxTemperature: Double) throws(SemanticSkip) {
        if !conversation.tools.isEmpty { throw .tools }
        for extra in conversation.extras {
            if searching.contains(extra.name) { throw .tools }
            if speaking.contains(extra.name) { throw .attachment }
        }
        for turn in conversation.turns {
            for part in turn.parts {
                switch part.content {
                case .text, .reasoning, .refusal: break
                case .toolCall, .toolResult: throw .toolResult
                case .media, .opaque: throw .attachment
                }
            }
        }
        if let choices = conversation.options.choices, choices != 1 { throw .choices }
        if let temperature = conversation.options.temperature {
            // What is no number is nothing that anybody could call low.
            guard let value = Double(temperature), value <= maxTemperature else { throw .temperature }
        }
    }

    /// Looks at the instructions last: they may be long.
    private static func checkInstructions(_ conversation: Conversation) throws(SemanticSkip) {
        for turn in conversation.turns where turn.role == .system {
            for part in turn.parts {
                if case .text(let text) = part.content, TextualTools.areAsked(for: text) { throw .textualTools }
            }
        }
    }

    /// Whether a text is one element of an agent's and nothing else.
    private static func isWrapped(_ text: String) -> Bool {
        let text = text.trimmingSpace
        guard text.utf8.first == UInt8(ascii: "<") else { return false }
        return wrappers.contains { text.hasPrefix("<\($0)>") && text.hasSuffix("</\($0)>") }
    }
}
