// SPDX-License-Identifier: Apache-2.0

import Conversation

extension GeminiEncoding {
    /// The `generationConfig`, nil if it would be empty.
    mutating func generationConfig() throws(TranslationProblem) -> [UInt8]? {
        let options = conversation.options
        var writer = JSONWriter()
        writer.beginObject()
        if let count = options.maxTokens { writer.member("maxOutputTokens", integer: count) }
        if let number = options.temperature { writer.member("temperature", raw: number.utf8) }
        if let number = options.topP { writer.member("topP", raw: number.utf8) }
        if let count = options.topK { writer.member("topK", integer: count) }
        if let number = options.seed { writer.member("seed", integer: number) }
        if let number = options.frequencyPenalty { writer.member("frequencyPenalty", raw: number.utf8) }
        if let number = options.presencePenalty { writer.member("presencePenalty", raw: number.utf8) }
        if !options.stop.isEmpty {
            writer.key("stopSequences")
            writer.beginArray()
            for text in options.stop { writer.string(text) }
            writer.endArray()
        }
        if let count = options.choices, isOwn || count != 1 { writer.member("candidateCount", integer: count) }
        if let wants = options.wantsLogprobs, isOwn || wants {
            writer.key("responseLogprobs")
            writer.boolean(wants)
        }
        if let count = options.topLogprobs, isOwn || count != 0 { writer.member("logprobs", integer: count) }
        if let format = options.format { write(format, to: &writer) }
        if let thinking = thinkingConfig() { writer.member("thinkingConfig", raw: thinking) }
        if isOwn {
            Self.write(
                conversation.extras, under: "generationConfig.", except: "generationConfig.thinkingConfig.",
                to: &writer)
        }
        writer.endObject()
        return writer.bytes.count > 2 ? writer.bytes : nil
    }

    private mutating func write(_ format: ResponseFormat, to writer: inout JSONWriter) {
        // Older models refuse a form of the answer beside functions: it is asked for in words.
        let isAsked = !isOwn && !model.isThird && conversation.tools.contains(where: \.isCallable)
        if isAsked { drop(client.format) }
        switch format {
        case .jsonObject:
            if isAsked {
                instructions.append("Unless you call a tool, answer with one JSON object and nothing else.")
            } else {
                writer.member("responseMimeType", string: "application/json")
            }
        case .jsonSchema(_, let description, let schema, _):
            if let description, !isOwn { instructions.append("The JSON of your answer: \(description)") }
            if isAsked {
                let text = String(decoding: schema, as: UTF8.self)
                instructions.append(
                    "Unless you call a tool, answer with JSON that conforms to this schema and nothing else:\n\(text)")
            } else {
                writer.member("responseMimeType", string: "application/json")
                writer.member("responseJsonSchema", raw: schema)
            }
        }
    }

    private mutating func thinkingConfig() -> [UInt8]? {
        let reasoning = conversation.options.reasoning
        guard isOwn || model.thinks else {
            if reasoning != nil { drop(client.reasoningOptions) }
            return nil
        }
        var writer = JSONWriter()
        writer.beginObject()
        if isOwn {
            writeOwn(reasoning, to: &writer)
        } else if let reasoning {
            writeNearest(reasoning, to: &writer)
        }
        if let shows = showsThoughts {
            writer.key("includeThoughts")
            writer.boolean(shows)
        }
        if isOwn { Self.write(conversation.extras, under: "generationConfig.thinkingConfig.", to: &writer) }
        writer.endObject()
        return writer.bytes.count > 2 ? writer.bytes : nil
    }

    private func writeOwn(_ reasoning: ReasoningOptions?, to writer: inout JSONWriter) {
        if let effort = reasoning?.effort { writer.member("thinkingLevel", string: effort) }
        switch reasoning?.mode {
        case .disabled: writer.member("thinkingBudget", integer: 0)
        case .adaptive: writer.member("thinkingBudget", integer: -1)
        case .enabled, nil:
            if let budget = reasoning?.budget { writer.member("thinkingBudget", integer: budget) }
        }
    }

    /// Writes the level or the budget that comes nearest: a model takes one of the two.
    private func writeNearest(_ reasoning: ReasoningOptions, to writer: inout JSONWriter) {
        if model.isThird {
            if reasoning.mode == .disabled {
                writer.member("thinkingLevel", string: model.level(effort: "none"))
            } else if let budget = reasoning.budget, budget > 0 {
                writer.member("thinkingLevel", string: model.level(budget: budget))
            } else if let effort = reasoning.effort {
                writer.member("thinkingLevel", string: model.level(effort: effort))
            }
        } else if reasoning.mode == .disabled {
            writer.member("thinkingBudget", integer: model.budget(0))
        } else if let budget = reasoning.budget {
            // A number says more than a word.
            writer.member("thinkingBudget", integer: model.budget(budget))
        } else if let effort = reasoning.effort {
            writer.member("thinkingBudget", integer: model.budget(effort: effort))
        } else if reasoning.mode == .adaptive {
            writer.member("thinkingBudget", integer: -1)
        }
    }
}
