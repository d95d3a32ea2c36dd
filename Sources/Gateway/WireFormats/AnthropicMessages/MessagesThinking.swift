// SPDX-License-Identifier: Apache-2.0

import Conversation

/// How a model of the messages format is told to think, for a request that came in another format.
struct MessagesThinking {
    private(set) var mode: ReasoningOptions.Mode?
    /// The most tokens of thinking, for models that want to be told.
    private(set) var budget: Int?
    /// A word for the effort, for models that take one.
    private(set) var effort: String?
    private var showsThoughts = false
    /// Whether the model cannot be told, so that the client must be.
    private(set) var isLost = false

    init() {}

    /// - Parameters:
    ///   - isForced: whether a tool must be called, during which no model thinks.
    ///   - isAmidTools: whether results of tools come last. A model that thinks by a budget then wants to see what it
    ///     thought before its calls, which is not known.
    init(_ reasoning: ReasoningOptions, _ model: MessagesModel, isForced: Bool, isAmidTools: Bool) {
        let isOff = reasoning.mode == .disabled || reasoning.effort == "none" || reasoning.budget == 0
        switch model.thinking {
        case .never: isLost = !isOff
        case .budget:
            if isOff { return }
            if isForced || isAmidTools {
                isLost = true
                return
            }
            mode = .enabled
            let wish = reasoning.budget ?? reasoning.effort.flatMap(ReasoningTable.budget) ?? 8192
            budget = min(max(wish, 1024), model.longestBudget)
        case .adaptive:
            if isOff {
                mode = .disabled
                return
            }
            if !isForced { mode = .adaptive }
            showsThoughts = reasoning.showsThoughts == true
            effort = Self.effort(reasoning, model)
        }
    }

    private static func effort(_ reasoning: ReasoningOptions, _ model: MessagesModel) -> String? {
        switch reasoning.effort {
        case "minimal", "low": return "low"
        case "medium": return "medium"
        case "high": return "high"
        case "xhigh": return model.knowsExtraHigh ? "xhigh" : "high"
        case "max": return "max"
        default:
            guard let budget = reasoning.budget, budget > 0 else { return nil }
            return ReasoningTable.effort(budget)
        }
    }

    /// Writes the member `thinking`, if there is anything to say.
    func write(to writer: inout JSONWriter) {
        guard let mode else { return }
        writer.key("thinking")
        writer.beginObject()
        switch mode {
        case .enabled: writer.member("type", string: "enabled")
        case .adaptive: writer.member("type", string: "adaptive")
        case .disabled: writer.member("type", string: "disabled")
        }
        if let budget { writer.member("budget_tokens", integer: budget) }
        // The newest models hide their thoughts unless they are asked for.
        if showsThoughts, mode == .adaptive { writer.member("display", string: "summarized") }
        writer.endObject()
    }
}
