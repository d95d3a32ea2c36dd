// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Gathers how a message is to be made from the request's fields.
struct MessagesOptionsDecoder {
    private var options = GenerationOptions()
    private var reasoning = ReasoningOptions()
    private var extras: [ExtraField] = []
    /// Where the answer's format stands: in the field of today and in the older one.
    private var format: Int?
    private var olderFormat: Int?

    mutating func read(
        _ name: String, _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) {
        switch name {
        // About the sender, the form of the answer or the provider's state: read elsewhere.
        case "stream", "metadata", "user", "safety_identifier", "prompt_cache_key", "client_metadata", "cache_control",
            "store", "session_id", "thread_id", "conversation_id", "thread", "container", "mcp_servers",
            "conversation", "previous_response_id":
            break
        case "max_tokens": options.maxTokens = try FieldReader.integer(value, name, tape, body)
        case "temperature": options.temperature = try FieldReader.number(value, name, tape, body)
        case "top_p": options.topP = try FieldReader.number(value, name, tape, body)
        case "top_k": options.topK = try FieldReader.integer(value, name, tape, body)
        case "stop_sequences":
            try FieldReader.require(.array, value, name, tape)
            try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
                options.stop.append(
                    try FieldReader.text(element, "stop_sequences[\(options.stop.count)]", tape, body))
            }
        case "thinking": try readThinking(value, tape, body)
        case "output_config": try readOutput(value, tape, body)
        case "output_format": olderFormat = value
        default: extras.append(ExtraField(name: name, json: tape.raw(value, in: body)))
        }
    }

    /// All that was gathered, with the extra fields that others found.
    consuming func finish(
        _ others: [ExtraField], _ tape: JSONTape, _ body: Span<UInt8>
    ) -> (GenerationOptions, [ExtraField]) {
        if let format {
            readFormat(format, "output_config.format", tape, body)
            // The newer field holds if both are there; the older one is not forgotten.
            if let olderFormat {
                extras.append(ExtraField(name: "output_format", json: tape.raw(olderFormat, in: body)))
            }
        } else if let olderFormat {
            readFormat(olderFormat, "output_format", tape, body)
        }
        if reasoning != ReasoningOptions() { options.reasoning = reasoning }
        return (options, (extras + others).inOrder)
    }

    private mutating func readThinking(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) {
        try FieldReader.require(.object, value, "thinking", tape)
        var known: [StaticString] = ["type", "budget_tokens"]
        switch tape.text("type", of: value, in: body) {
        case "enabled": reasoning.mode = .enabled
        case "adaptive": reasoning.mode = .adaptive
        case "disabled": reasoning.mode = .disabled
        case nil: throw .malformed("thinking.type", "must be there and be a string")
        case .some: return extras.append(ExtraField(name: "thinking", json: tape.raw(value, in: body)))
        }
        if let budget = tape.member("budget_tokens", of: value, in: body), !tape.isNull(budget) {
            reasoning.budget = try FieldReader.integer(budget, "thinking.budget_tokens", tape, body)
        }
        switch tape.text("display", of: value, in: body) {
        case "summarized": reasoning.showsThoughts = true
        case "omitted": reasoning.showsThoughts = false
        default: break
        }
        if reasoning.showsThoughts != nil { known.append("display") }
        extras += FieldReader.extras(of: value, group: "thinking", known: known, tape, body)
    }

    private mutating func readOutput(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) {
        try FieldReader.require(.object, value, "output_config", tape)
        if let effort = tape.member("effort", of: value, in: body), !tape.isNull(effort) {
            reasoning.effort = try FieldReader.text(effort, "output_config.effort", tape, body)
        }
        if let format = tape.member("format", of: value, in: body), !tape.isNull(format) {
            self.format = format
        }
        extras += FieldReader.extras(of: value, group: "output_config", known: ["effort", "format"], tape, body)
    }

    private mutating func readFormat(_ value: Int, _ name: String, _ tape: JSONTape, _ body: Span<UInt8>) {
        guard tape.text("type", of: value, in: body) == "json_schema",
            let schema = tape.member("schema", of: value, in: body),
            !tape.isNull(schema), FieldReader.hasOnly(["type", "schema"], value, tape, body)
        else {
            extras.append(ExtraField(name: name, json: tape.raw(value, in: body)))
            return
        }
        options.format = .jsonSchema(
            name: "", description: nil, schema: tape.raw(schema, in: body), isStrict: nil)
    }
}
