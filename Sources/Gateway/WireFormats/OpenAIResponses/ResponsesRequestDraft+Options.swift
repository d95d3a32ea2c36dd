// SPDX-License-Identifier: Apache-2.0

import Conversation

/// How the answer is to be made.
extension ResponsesRequestDraft {
    /// OpenAI refuses a smaller limit.
    private static let fewestTokens = 16

    mutating func writeOptions() throws(TranslationProblem) {
        let options = conversation.options
        try writeReasoning()
        try writeText()
        if let limit = options.maxTokens {
            let isTooSmall = !isNative && limit < Self.fewestTokens
            if isTooSmall { drop(spelling.option(.maxTokens)) }
            writer.member("max_output_tokens", integer: isTooSmall ? Self.fewestTokens : limit)
        }
        if let temperature = options.temperature { sampling("temperature", temperature, .temperature) }
        if let topP = options.topP { sampling("top_p", topP, .topP) }
        try writeLogprobs()
        try refuseOthers()
    }

    /// Writes a number that models which think do not take.
    private mutating func sampling(_ name: String, _ number: String, _ option: ResponsesClientSpelling.Option) {
        let isOpen = target.model.split(separator: "/").last?.lowercased().hasPrefix("gpt-oss") ?? false
        if !isNative, target.modelReasons, !isOpen {
            drop(spelling.option(option))
        } else {
            writer.member(name, raw: number.utf8)
        }
    }

    private mutating func writeLogprobs() throws(TranslationProblem) {
        let options = conversation.options
        let include = isNative ? conversation.extras.first { $0.name == "include" } : nil
        if isNative {
            if let count = options.topLogprobs { writer.member("top_logprobs", integer: count) }
            if options.wantsLogprobs == true || include != nil { writeInclude(include?.json ?? Array("[]".utf8)) }
            return
        }
        // The steps of an answer, by which it reaches a client of another format, have no place for them.
        if options.wantsLogprobs == true { throw refusal(spelling.option(.logprobs)) }
        if options.wantsLogprobs == false { drop(spelling.option(.logprobs)) }
        if let count = options.topLogprobs {
            if count > 0 { throw refusal(spelling.option(.topLogprobs)) }
            drop(spelling.option(.topLogprobs))
        }
    }

    private mutating func writeInclude(_ rest: [UInt8]) {
        writer.key("include")
        writer.beginArray()
        var tape = JSONTape()
        do {
            try tape.scan(rest.span)
            tape.forEachElement(of: tape.root) { writer.raw(tape.raw($0, in: rest.span)) }
        } catch {}
        if conversation.options.wantsLogprobs == true { writer.string("\(ResponsesWords.logprobs)") }
        writer.endArray()
    }

    /// Leaves out or refuses what this format has no field for.
    private mutating func refuseOthers() throws(TranslationProblem) {
        let options = conversation.options
        if let choices = options.choices {
            if choices != 1 { throw refusal(spelling.option(.choices)) }
            drop(spelling.option(.choices))
        }
        if !options.stop.isEmpty { throw refusal(spelling.option(.stop)) }
        if options.topK != nil { drop(spelling.option(.topK)) }
        if options.seed != nil { drop(spelling.option(.seed)) }
        if let penalty = options.frequencyPenalty { try drop(penalty, .frequencyPenalty) }
        if let penalty = options.presencePenalty { try drop(penalty, .presencePenalty) }
    }

    private mutating func drop(
        _ number: String, _ option: ResponsesClientSpelling.Option
    ) throws(TranslationProblem) {
        guard Double(number) == 0 else { throw refusal(spelling.option(option)) }
        drop(spelling.option(option))
    }

    // MARK: Thinking

    private mutating func writeReasoning() throws(TranslationProblem) {
        let reasoning = conversation.options.reasoning
        let prefix = "reasoning."
        let extras = isNative ? conversation.extras.filter { $0.name.hasPrefix(prefix) } : []
        guard reasoning != nil || !extras.isEmpty else { return }
        if !isNative, !target.modelReasons { return drop(spelling.option(.reasoning)) }
        let effort = reasoning.flatMap { effortWord($0) }
        // Messages show thoughts unless they are told not to.
        let isAsked =
            reasoning?.showsThoughts
            ?? (conversation.origin == .anthropicMessages && reasoning?.mode != nil && reasoning?.mode != .disabled)
        let showsThoughts = isAsked && !extras.contains { $0.name == "reasoning.summary" }
        guard effort != nil || showsThoughts || !extras.isEmpty else { return }
        writer.key("reasoning")
        writer.beginObject()
        if let effort { writer.member("effort", string: effort) }
        if showsThoughts { writer.member("summary", string: "auto") }
        for extra in extras { writer.member(String(extra.name.dropFirst(prefix.count)), raw: extra.json) }
        writer.endObject()
    }

    /// The word for how much to think; nil leaves it to the model.
    private func effortWord(_ reasoning: ReasoningOptions) -> String? {
        if isNative || conversation.origin == .openAIChat { return reasoning.effort }
        if reasoning.mode == .disabled || reasoning.effort == "none" || reasoning.budget == 0 { return leastEffort }
        if let effort = reasoning.effort {
            switch effort {
            case "low", "medium", "high": return effort
            // Not every model knows the finer words.
            case "minimal": return "low"
            default: return "high"
            }
        }
        // A negative budget leaves it to the model, too.
        return reasoning.budget.flatMap { $0 > 0 ? ReasoningTable.effort($0) : nil }
    }

    /// The least that the model can think; only newer ones can do without.
    private var leastEffort: String {
        let name = (target.model.split(separator: "/").last.map(String.init) ?? target.model).lowercased()
        if name.hasPrefix("gpt-5.") { return "none" }
        return name.hasPrefix("gpt-5") && !name.contains("codex") ? "minimal" : "low"
    }

    // MARK: The answer's shape

    private mutating func writeText() throws(TranslationProblem) {
        let format = conversation.options.format
        let prefix = "text."
        let ofFormat = "text.format."
        let extras = conversation.extras.filter { extra in
            isNative ? extra.name.hasPrefix(prefix) && !extra.name.hasPrefix(ofFormat) : isVerbosity(extra)
        }
        let formatExtras = isNative ? conversation.extras.filter { $0.name.hasPrefix(ofFormat) } : []
        guard format != nil || !extras.isEmpty || !formatExtras.isEmpty else { return }
        writer.key("text")
        writer.beginObject()
        if format != nil || !formatExtras.isEmpty {
            writer.key("format")
            write(format, extras: formatExtras)
        }
        for extra in extras {
            writer.member(isNative ? String(extra.name.dropFirst(prefix.count)) : extra.name, raw: extra.json)
        }
        writer.endObject()
    }

    /// Whether the field is how chat completions ask for longer or shorter answers.
    private func isVerbosity(_ extra: ExtraField) -> Bool {
        conversation.origin == .openAIChat && extra.name == "verbosity"
    }

    private mutating func write(_ format: ResponseFormat?, extras: [ExtraField]) {
        writer.beginObject()
        switch format {
        case nil: writer.member("type", string: "text")
        case .jsonObject: writer.member("type", string: "json_object")
        case .jsonSchema(let name, let description, let schema, let isStrict):
            writer.member("type", string: "json_schema")
            // It must have one here.
            writer.member("name", string: name.isEmpty && !isNative ? "answer" : name)
            if let description { writer.member("description", string: description) }
            writer.member("schema", raw: schema)
            if let isStrict {
                writer.key("strict")
                writer.boolean(isStrict)
            }
        }
        for extra in extras { writer.member(String(extra.name.dropFirst("text.format.".count)), raw: extra.json) }
        writer.endObject()
    }
}
