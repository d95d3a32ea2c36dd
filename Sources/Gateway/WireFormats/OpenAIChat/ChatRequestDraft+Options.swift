// SPDX-License-Identifier: Apache-2.0

import Conversation

/// How a chat completion is to be made.
extension ChatRequestDraft {
    mutating func writeOptions() throws(TranslationProblem) {
        let options = conversation.options
        if let most = options.maxTokens {
            var most = most
            if !isOwn, target.isOpenAI, let limit = OpenAIOutputLimit.tokens(target.model), most > limit {
                losses.drop(.maxTokens)
                most = limit
            }
            writer.member(target.isOpenAI ? "max_completion_tokens" : "max_tokens", integer: most)
        }
        writeSampling(options)
        if !options.stop.isEmpty { writeStop(options.stop) }
        if let count = options.choices { writer.member("n", integer: count) }
        if let wants = options.wantsLogprobs { writer.member("logprobs", boolean: wants) }
        if let count = options.topLogprobs { writer.member("top_logprobs", integer: count) }
        writeFormat(options.format)
        if let reasoning = options.reasoning { writeReasoning(reasoning) }
        if target.streams || conversation.extras.has("stream_options") {
            if target.streams { writer.member("stream", boolean: true) }
            writer.key("stream_options")
            writer.beginObject()
            writer.member("include_usage", boolean: true)
            if isOwn { conversation.extras.write(inside: "stream_options", to: &writer) }
            writer.endObject()
        }
    }

    private mutating func writeSampling(_ options: GenerationOptions) {
        // OpenAI's models that think take no sampling settings but the defaults.
        let takesSampling = isOwn || !target.isOpenAI || !target.modelReasons
        func number(_ name: String, _ value: String?, _ field: ClientField, _ neutral: Double) {
            guard let value else { return }
            if takesSampling || Double(value) == neutral {
                writer.member(name, raw: value.utf8)
            } else {
                losses.drop(field)
            }
        }
        number("temperature", options.temperature, .temperature, 1)
        number("top_p", options.topP, .topP, 1)
        number("frequency_penalty", options.frequencyPenalty, .frequencyPenalty, 0)
        number("presence_penalty", options.presencePenalty, .presencePenalty, 0)
        if let topK = options.topK {
            if isOwn { writer.member("top_k", integer: topK) } else { losses.drop(.topK) }
        }
        if let seed = options.seed { writer.member("seed", integer: seed) }
    }

    private mutating func writeStop(_ stop: [String]) {
        writer.key("stop")
        writer.beginArray()
        for text in stop { writer.string(text) }
        writer.endArray()
    }

    private mutating func writeFormat(_ format: ResponseFormat?) {
        let extras = isOwn ? conversation.extras : []
        switch format {
        case nil:
            guard extras.has("response_format") else { return }
            beginFormat("text")
        case .jsonObject: beginFormat("json_object")
        case .jsonSchema(let name, let description, let schema, let isStrict):
            beginFormat("json_schema")
            writer.key("json_schema")
            writer.beginObject()
            writer.member("name", string: isOwn || !name.isEmpty ? name : "answer")
            if let description { writer.member("description", string: description) }
            writer.member("schema", raw: schema)
            if let isStrict { writer.member("strict", boolean: isStrict) }
            extras.write(inside: "response_format.json_schema", to: &writer)
            writer.endObject()
            // Those inside the schema's object have been written.
            extras.filter { !$0.name.hasPrefix("response_format.json_schema.") }
                .write(inside: "response_format", to: &writer)
            return writer.endObject()
        }
        extras.write(inside: "response_format", to: &writer)
        writer.endObject()
    }

    private mutating func beginFormat(_ type: String) {
        writer.key("response_format")
        writer.beginObject()
        writer.member("type", string: type)
    }

    private mutating func writeReasoning(_ reasoning: ReasoningOptions) {
        if isOwn {
            if let effort = reasoning.effort { writer.member("reasoning_effort", string: effort) }
            return
        }
        let isOff = reasoning.mode == .disabled || reasoning.effort == "none" || reasoning.budget == 0
        if reasoning.showsThoughts != nil { losses.drop(.showsThoughts) }
        guard target.modelReasons else {
            // A model that does not think keeps to this by itself.
            if isOff { return }
            if reasoning.effort != nil { losses.drop(.effort) }
            if reasoning.mode != nil || reasoning.budget != nil { losses.drop(.thinking) }
            return
        }
        if let effort = ReasoningTable.openAIEffort(reasoning, from: conversation.origin) {
            writer.member("reasoning_effort", string: effort)
        }
    }
}
