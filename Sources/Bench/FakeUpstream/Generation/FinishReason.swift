// SPDX-License-Identifier: Apache-2.0

/// Why the fake model stopped; the families spell it differently.
enum FinishReason: Sendable, Equatable {
    case finished
    case length
    case toolUse
    case filtered
    /// A reason that only one family knows, as the directive spelt it.
    case other(String)

    /// The reason that either family calls `word`.
    init(_ word: String) {
        self =
            switch word {
            case "stop", "end_turn": .finished
            case "length", "max_tokens": .length
            case "tool_calls", "tool_use": .toolUse
            case "content_filter", "refusal": .filtered
            default: .other(word)
            }
    }

    /// The word of that family.
    func word(in family: ProviderFamily) -> String {
        switch (self, family) {
        case (.finished, .openAI): "stop"
        case (.finished, .anthropic): "end_turn"
        case (.length, .openAI): "length"
        case (.length, .anthropic): "max_tokens"
        case (.toolUse, .openAI): "tool_calls"
        case (.toolUse, .anthropic): "tool_use"
        case (.filtered, .openAI): "content_filter"
        case (.filtered, .anthropic): "refusal"
        case (.other(let word), _): word
        }
    }
}
