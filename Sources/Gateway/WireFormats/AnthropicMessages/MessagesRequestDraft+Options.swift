// SPDX-License-Identifier: Apache-2.0

import Conversation

/// How a message is to be made.
extension MessagesRequestDraft {
    mutating func writeOptions() throws(TranslationProblem) {
        let options = conversation.options
        let thinking = isOwn ? MessagesThinking() : foreignThinking()
        try writeMaxTokens(options.maxTokens, thinking)
        if isOwn { writeOwnSampling(options) } else { writeSampling(options, thinking) }
        if !isOwn { try leaveUnknown(options) }
        let stop = isOwn ? options.stop : options.stop.filter { !$0.trimmingSpace.isEmpty }
        if stop.count < options.stop.count { losses.drop(.stop) }
        if !stop.isEmpty {
            writer.key("stop_sequences")
            writer.beginArray()
            for text in stop { writer.string(text) }
            writer.endArray()
        }
        if isOwn { writeOwnThinking(options.reasoning) } else { thinking.write(to: &writer) }
        try writeOutput(options, effort: isOwn ? options.reasoning?.effort : thinking.effort)
    }

    private mutating func writeMaxTokens(
        _ asked: Int?, _ thinking: MessagesThinking
    ) throws(TranslationProblem) {
        if isOwn {
            if let asked { writer.member("max_tokens", integer: asked) }
            return
        }
        var most = asked ?? model.defaultMaxTokens
        if let budget = thinking.budget, most <= budget { most = budget + model.defaultMaxTokens }
        writer.member("max_tokens", integer: most)
    }

    // MARK: Sampling

    private mutating func writeOwnSampling(_ options: GenerationOptions) {
        if let value = options.temperature { writer.member("temperature", raw: value.utf8) }
        if let value = options.topP { writer.member("top_p", raw: value.utf8) }
        if let value = options.topK { writer.member("top_k", integer: value) }
    }

    private mutating func writeSampling(_ options: GenerationOptions, _ thinking: MessagesThinking) {
        // Models that think by a budget, and the newest ones always, take no settings but the defaults.
        let takes = model.takesSampling && thinking.budget == nil
        var hasTemperature = false
        if let temperature = options.temperature {
            let value = Double(temperature) ?? 1
            if takes {
                hasTemperature = true
                if value > 1 { losses.drop(.temperature) }
                writer.member("temperature", raw: value > 1 ? "1".utf8 : temperature.utf8)
            } else if value != 1 {
                losses.drop(.temperature)
            }
        }
        if let topP = options.topP, Double(topP) != 1 {
            if takes, !hasTemperature || model.takesBothSamplings {
                writer.member("top_p", raw: topP.utf8)
            } else {
                losses.drop(.topP)
            }
        }
        if let topK = options.topK {
            if takes { writer.member("top_k", integer: topK) } else { losses.drop(.topK) }
        }
    }

    private mutating func leaveUnknown(_ options: GenerationOptions) throws(TranslationProblem) {
        let nothing = "has no equivalent in messages; leave it out"
        if options.seed != nil { losses.drop(.seed) }
        if let count = options.choices, count > 1 {
            throw losses.refusal(.choices, "must be 1: this provider gives one answer a request")
        }
        if options.wantsLogprobs == true { throw losses.refusal(.logprobs, nothing) }
        if let count = options.topLogprobs, count > 0 { throw losses.refusal(.topLogprobs, nothing) }
        if let penalty = options.frequencyPenalty, Double(penalty) != 0 {
            throw losses.refusal(.frequencyPenalty, nothing)
        }
        if let penalty = options.presencePenalty, Double(penalty) != 0 {
            throw losses.refusal(.presencePenalty, nothing)
        }
    }

    // MARK: Thinking

    private mutating func writeOwnThinking(_ reasoning: ReasoningOptions?) {
        guard let mode = reasoning?.mode else { return }
        writer.key("thinking")
        writer.beginObject()
        switch mode {
        case .enabled: writer.member("type", string: "enabled")
        case .adaptive: writer.member("type", string: "adaptive")
        case .disabled: writer.member("type", string: "disabled")
        }
        if let budget = reasoning?.budget { writer.member("budget_tokens", integer: budget) }
        if let shows = reasoning?.showsThoughts {
            writer.member("display", string: shows ? "summarized" : "omitted")
        }
        conversation.extras.write(inside: "thinking", to: &writer)
        writer.endObject()
    }

    private mutating func foreignThinking() -> MessagesThinking {
        guard let reasoning = conversation.options.reasoning else { return MessagesThinking() }
        let thinking = MessagesThinking(
            reasoning, model, isForced: isForced,
            isAmidTools: conversation.turns.last?.parts.first?.isToolResult == true)
        if thinking.isLost {
            losses.drop(reasoning.effort != nil ? .effort : .thinking)
        }
        return thinking
    }

    /// Whether some tool must be called, which rules thinking out.
    private var isForced: Bool {
        guard !conversation.tools.isEmpty else { return false }
        return switch conversation.toolChoice {
        case .required, .tool, .anyOf: true
        default: false
        }
    }

    // MARK: The answer's shape

    private mutating func writeOutput(
        _ options: GenerationOptions, effort: String?
    ) throws(TranslationProblem) {
        var schema: [UInt8]?
        if case .jsonSchema(_, _, let json, _) = options.format { schema = json }
        let extras = isOwn ? conversation.extras : []
        guard effort != nil || schema != nil || extras.has("output_config") else { return }
        writer.key("output_config")
        writer.beginObject()
        if let effort { writer.member("effort", string: effort) }
        if let schema {
            writer.key("format")
            writer.beginObject()
            writer.member("type", string: "json_schema")
            writer.member("schema", raw: schema)
            writer.endObject()
        }
        extras.write(inside: "output_config", to: &writer)
        writer.endObject()
    }
}
