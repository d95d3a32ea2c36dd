// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What the words for an effort of thinking are worth in tokens, for formats that count where others have words.
enum ReasoningTable {
    /// The most tokens of thinking that a word stands for; nil for a word that is not known.
    ///
    /// `none` is no thinking at all, which is 0.
    static func budget(_ effort: String) -> Int? {
        switch effort {
        case "none": 0
        case "minimal": 1024
        case "low": 2048
        case "medium": 8192
        case "high": 16_384
        case "xhigh", "max": 32_768
        default: nil
        }
    }

    /// The word that comes nearest to a budget; only words that every OpenAI model that thinks knows.
    static func effort(_ budget: Int) -> String {
        switch budget {
        case ..<5120: "low"
        case ..<12_288: "medium"
        default: "high"
        }
    }

    /// The word that OpenAI's models that think know for settings of any format; nil leaves it to the model.
    static func openAIEffort(_ reasoning: ReasoningOptions, from origin: WireFormat) -> String? {
        // The words of OpenAI's own clients are chosen for the model by them.
        if origin == .openAIResponses || origin == .openAIChat, let effort = reasoning.effort { return effort }
        // Not every model can do without thinking; each can do with little.
        if reasoning.mode == .disabled || reasoning.effort == "none" || reasoning.budget == 0 { return "low" }
        if let word = reasoning.effort, let budget = budget(word) { return effort(budget) }
        if let budget = reasoning.budget, budget > 0 { return effort(budget) }
        return nil
    }
}
