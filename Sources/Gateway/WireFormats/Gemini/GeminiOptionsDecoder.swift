// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads `generationConfig`.
enum GeminiOptionsDecoder {
    private static let path = "generationConfig"

    static func decode(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        var options = GenerationOptions()
        var extras: [ExtraField] = []
        var shape = Shape()
        func keep(_ name: String, _ member: Int) {
            extras.append(ExtraField(name: "\(path).\(name)", json: tape.raw(member, in: body)))
        }
        func count(_ name: String, _ member: Int) throws(TranslationProblem) -> Int? {
            let whole = try GeminiFields.integer(member, "\(path).\(name)", tape, body)
            if whole == nil { keep(name, member) }
            return whole
        }
        func number(_ name: String, _ member: Int) throws(TranslationProblem) -> String {
            try GeminiFields.number(member, "\(path).\(name)", tape, body)
        }
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            switch name {
            case "maxOutputTokens": options.maxTokens = try count(name, member)
            case "temperature": options.temperature = try number(name, member)
            case "topP": options.topP = try number(name, member)
            case "topK": options.topK = try count(name, member)
            case "seed": options.seed = try count(name, member)
            case "frequencyPenalty": options.frequencyPenalty = try number(name, member)
            case "presencePenalty": options.presencePenalty = try number(name, member)
            case "stopSequences":
                options.stop = try GeminiFields.texts(member, "\(path).stopSequences", tape, body)
            case "candidateCount": options.choices = try count(name, member)
            case "responseLogprobs":
                options.wantsLogprobs = try GeminiFields.flag(member, "\(path).responseLogprobs", tape)
            case "logprobs": options.topLogprobs = try count(name, member)
            case "responseMimeType": shape.mimeType = member
            case "responseSchema": shape.schema = member
            case "responseJsonSchema": shape.jsonSchema = member
            case "_responseJsonSchema": shape.olderJSONSchema = member
            case "thinkingConfig": options.reasoning = try reasoning(member, tape, body, &extras)
            default: keep(name, member)
            }
        }
        options.format = try shape.format(tape, body, &extras)
        conversation.options = options
        conversation.extras += extras
    }

    /// The fields that together say what the answer's text shall be.
    private struct Shape {
        var mimeType: Int?
        var schema: Int?
        var jsonSchema: Int?
        /// The same in a spelling of older libraries; it is not meant where the other one is there.
        var olderJSONSchema: Int?

        mutating func format(
            _ tape: JSONTape, _ body: Span<UInt8>, _ extras: inout [ExtraField]
        ) throws(TranslationProblem) -> ResponseFormat? {
            if let olderJSONSchema {
                if jsonSchema == nil {
                    jsonSchema = olderJSONSchema
                } else {
                    let json = tape.raw(olderJSONSchema, in: body)
                    extras.append(ExtraField(name: "generationConfig._responseJsonSchema", json: json))
                }
            }
            var word = ""
            if let mimeType {
                word = try GeminiFields.text(mimeType, "generationConfig.responseMimeType", tape, body)
            }
            let isJSON = word == "application/json"
            let isEither = schema != nil && jsonSchema != nil
            if isJSON || word.isEmpty, !isEither {
                if let jsonSchema { return made(of: tape.raw(jsonSchema, in: body)) }
                if let schema {
                    return made(of: try GeminiSchema.standard(schema, tape, body, "generationConfig.responseSchema"))
                }
                return isJSON ? .jsonObject : nil
            }
            // One of a list of words, or something newer.
            let fields = [
                ("responseMimeType", word == "text/plain" && schema == nil && jsonSchema == nil ? nil : mimeType),
                ("responseSchema", schema), ("responseJsonSchema", jsonSchema),
            ]
            for (name, value) in fields {
                guard let value else { continue }
                extras.append(ExtraField(name: "generationConfig.\(name)", json: tape.raw(value, in: body)))
            }
            return nil
        }

        private func made(of schema: [UInt8]) -> ResponseFormat {
            .jsonSchema(name: "", description: nil, schema: schema, isStrict: nil)
        }
    }

    private static func reasoning(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ extras: inout [ExtraField]
    ) throws(TranslationProblem) -> ReasoningOptions? {
        let path = "\(path).thinkingConfig"
        var reasoning = ReasoningOptions()
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            let place = "\(path).\(name)"
            switch name {
            case "thinkingBudget":
                switch try GeminiFields.integer(member, place, tape, body) {
                case 0: reasoning.mode = .disabled
                case -1: reasoning.mode = .adaptive
                case .some(let budget) where budget > 0:
                    reasoning.mode = .enabled
                    reasoning.budget = budget
                default: extras.append(ExtraField(name: place, json: tape.raw(member, in: body)))
                }
            case "thinkingLevel":
                let level = try GeminiFields.text(member, place, tape, body).lowercased()
                if level != "thinking_level_unspecified", !level.isEmpty { reasoning.effort = level }
            case "includeThoughts": reasoning.showsThoughts = try GeminiFields.flag(member, place, tape)
            default: extras.append(ExtraField(name: place, json: tape.raw(member, in: body)))
            }
        }
        return reasoning == ReasoningOptions() ? nil : reasoning
    }
}
