// SPDX-License-Identifier: Apache-2.0

/// Why the fake model stopped; the families spell it differently.
enum FinishReason: Sendable, Equatable {
    case finished
    case length
    case toolUse
    case filtered
    /// One of the client's stop sequences came up.
    case stopSequence
    /// The model declined to answer.
    case refused
    /// A reason that only one family knows, as the directive spelt it.
    case other(String)

    /// The reason that any family calls `word`.
    init(_ word: String) {
        self =
            switch word {
            case "stop", "end_turn", "STOP", "completed": .finished
            case "length", "max_tokens", "MAX_TOKENS", "max_output_tokens": .length
            case "tool_calls", "tool_use": .toolUse
            case "content_filter", "refusal", "SAFETY": .filtered
            case "stop_sequence": .stopSequence
            default: .other(word)
            }
    }

    /// The word of that family.
    func word(in family: ProviderFamily) -> String {
        switch (self, family) {
        case (.finished, .openAI), (.stopSequence, .openAI), (.refused, .openAI): "stop"
        case (.finished, .anthropic): "end_turn"
        case (.finished, .gemini), (.stopSequence, .gemini), (.toolUse, .gemini): "STOP"
        case (.length, .openAI): "length"
        case (.length, .anthropic): "max_tokens"
        case (.length, .gemini): "MAX_TOKENS"
        case (.toolUse, .openAI): "tool_calls"
        case (.toolUse, .anthropic): "tool_use"
        case (.filtered, .openAI): "content_filter"
        case (.filtered, .anthropic), (.refused, .anthropic): "refusal"
        case (.filtered, .gemini), (.refused, .gemini): "SAFETY"
        case (.stopSequence, .anthropic): "stop_sequence"
        case (.other(let word), _): word
        }
    }

    /// Why a `response` is incomplete, in the words of OpenAI's Responses; nil where it is complete.
    var incompleteReason: String? {
        switch self {
        case .finished, .toolUse, .stopSequence, .refused: nil
        case .length: "max_output_tokens"
        case .filtered: "content_filter"
        case .other(let word): word
        }
    }
}
