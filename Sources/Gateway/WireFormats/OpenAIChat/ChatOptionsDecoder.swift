// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Gathers how a chat completion is to be made from the request's fields.
struct ChatOptionsDecoder {
    private var options = GenerationOptions()
    private var extras: [ExtraField] = []
    private var maxTokens: Int?

    mutating func read(
        _ name: String, _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) {
        switch name {
        // About the sender, the form of the answer or the provider's state: read elsewhere.
        case "stream", "user", "metadata", "safety_identifier", "prompt_cache_key", "client_metadata", "cache_control",
            "store", "session_id", "thread_id", "conversation_id", "thread", "container", "mcp_servers",
            "conversation", "previous_response_id":
            break
        case "stream_options":
            try FieldReader.require(.object, value, name, tape)
            extras += FieldReader.extras(
                of: value, group: name, known: ["include_usage", "include_obfuscation"], tape, body)
        case "max_tokens": maxTokens = try FieldReader.integer(value, name, tape, body)
        case "max_completion_tokens": options.maxTokens = try FieldReader.integer(value, name, tape, body)
        case "temperature": options.temperature = try FieldReader.number(value, name, tape, body)
        case "top_p": options.topP = try FieldReader.number(value, name, tape, body)
        case "top_k": options.topK = try FieldReader.integer(value, name, tape, body)
        case "seed": options.seed = try FieldReader.integer(value, name, tape, body)
        case "frequency_penalty": options.frequencyPenalty = try FieldReader.number(value, name, tape, body)
        case "presence_penalty": options.presencePenalty = try FieldReader.number(value, name, tape, body)
        case "n": options.choices = try FieldReader.integer(value, name, tape, body)
        case "logprobs": options.wantsLogprobs = try FieldReader.flag(value, name, tape)
        case "top_logprobs": options.topLogprobs = try FieldReader.integer(value, name, tape, body)
        case "stop": options.stop = try Self.stop(value, tape, body)
        case "response_format": try readFormat(value, tape, body)
        case "reasoning_effort":
            options.reasoning = ReasoningOptions(effort: try FieldReader.text(value, name, tape, body))
        default: extras.append(ExtraField(name: name, json: tape.raw(value, in: body)))
        }
    }

    /// Hands all that was gathered to the conversation.
    consuming func finish(into conversation: inout Conversation) {
        if let maxTokens {
            if let newer = options.maxTokens, newer != maxTokens {
                extras.append(ExtraField(name: "max_tokens", json: Array(String(maxTokens).utf8)))
            } else {
                options.maxTokens = maxTokens
            }
        }
        conversation.options = options
        conversation.extras = extras.inOrder
    }

    private static func stop(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [String] {
        if let one = tape.string(at: value, in: body) { return [one] }
        try FieldReader.require(.array, value, "stop", tape)
        var stop: [String] = []
        try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
            stop.append(try FieldReader.text(element, "stop[\(stop.count)]", tape, body))
        }
        return stop
    }

    private mutating func readFormat(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) {
        try FieldReader.require(.object, value, "response_format", tape)
        let type = tape.text("type", of: value, in: body)
        switch type {
        case "text", "json_object":
            if type == "json_object" { options.format = .jsonObject }
            extras += FieldReader.extras(of: value, group: "response_format", known: ["type"], tape, body)
        case "json_schema":
            guard let schema = tape.member("json_schema", of: value, in: body), tape.nodes[schema].kind == .object
            else {
                throw .malformed("response_format.json_schema", "must be an object")
            }
            do throws(TranslationProblem) {
                options.format = try Self.format(schema, tape, body)
            } catch {
                throw error.inside("response_format.json_schema")
            }
            extras += FieldReader.extras(
                of: schema, group: "response_format.json_schema", known: ["name", "description", "schema", "strict"],
                tape, body)
            extras += FieldReader.extras(
                of: value, group: "response_format", known: ["type", "json_schema"], tape, body)
        default: extras.append(ExtraField(name: "response_format", json: tape.raw(value, in: body)))
        }
    }

    private static func format(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> ResponseFormat {
        var schema = Array("{}".utf8)
        if let given = tape.member("schema", of: index, in: body), !tape.isNull(given) {
            schema = tape.raw(given, in: body)
        }
        return .jsonSchema(
            name: try FieldReader.optionalText("name", of: index, tape, body) ?? "",
            description: try FieldReader.optionalText("description", of: index, tape, body), schema: schema,
            isStrict: try FieldReader.optionalFlag("strict", of: index, tape, body))
    }
}
