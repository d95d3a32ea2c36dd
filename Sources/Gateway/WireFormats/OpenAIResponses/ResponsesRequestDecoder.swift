// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a request of OpenAI's responses format.
enum ResponsesRequestDecoder {
    /// Reads the request whose object is the root of `tape`.
    static func decode(_ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Conversation {
        var conversation = Conversation(origin: .openAIResponses)
        var input: Int?
        var instructions: Int?
        var hasState = false
        try tape.forEachMember(of: tape.root) { (key, value) throws(TranslationProblem) in
            guard !tape.isNull(value) else { return }
            switch try ResponsesShape.string(key, .request, "a field's name", tape, body) {
            case "model": conversation.model = try ResponsesShape.string(value, .request, "model", tape, body)
            case "input": input = value
            case "instructions": instructions = value
            case "tools": conversation.tools = try tools(value, tape, body)
            case "tool_choice": conversation.toolChoice = try toolChoice(value, tape, body)
            case "parallel_tool_calls":
                conversation.allowsParallelCalls = try ResponsesShape.flag(value, .request, "parallel_tool_calls", tape)
            case "previous_response_id", "conversation", "prompt":
                hasState = true
                if tape.matches(key, "prompt", in: body) { conversation.extras.append(extra("prompt", value)) }
            // Who asks, how it is sent, what is kept, session ids and state: read elsewhere.
            case "stream", "store", "user", "metadata", "safety_identifier", "prompt_cache_key", "client_metadata",
                "cache_control", "session_id", "thread_id", "conversation_id", "thread", "container", "mcp_servers":
                break
            case let name:
                if try !option(name, value, tape, body, &conversation) {
                    conversation.extras.append(extra(name, value))
                }
            }
        }
        if let instructions { try addInstructions(instructions, tape, body, &conversation) }
        if let input {
            try addInput(input, tape, body, &conversation)
        } else if !hasState {
            throw ResponsesShape.problem(.request, "input", "a string or a list of items")
        }
        conversation.extras.sort { $0.name < $1.name }
        return conversation

        func extra(_ name: String, _ value: Int) -> ExtraField {
            ExtraField(name: name, json: tape.raw(value, in: body))
        }
    }

    /// Reads the option `name`; false if it is none that conversations have a place for.
    private static func option(
        _ name: String, _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) -> Bool {
        switch name {
        case "max_output_tokens":
            conversation.options.maxTokens = try ResponsesShape.integer(value, .request, name, tape, body)
        case "temperature":
            conversation.options.temperature = try ResponsesShape.number(value, .request, name, tape, body)
        case "top_p": conversation.options.topP = try ResponsesShape.number(value, .request, name, tape, body)
        case "top_logprobs":
            conversation.options.topLogprobs = try ResponsesShape.integer(value, .request, name, tape, body)
        case "include": try readInclude(value, tape, body, &conversation)
        case "reasoning": try readReasoning(value, tape, body, &conversation)
        case "text": try readText(value, tape, body, &conversation)
        case "stream_options":
            try ResponsesShape.require(.object, value, .request, name, tape)
            conversation.extras += try ResponsesShape.extras(
                of: value, known: ["include_usage", "include_obfuscation"], prefix: "stream_options.", .request, tape,
                body)
        default: return false
        }
        return true
    }

    private static func readInclude(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        try ResponsesShape.require(.array, value, .request, "include", tape)
        var rest = JSONWriter()
        var hasMore = false
        rest.beginArray()
        tape.forEachElement(of: value) { element in
            if tape.matches(element, ResponsesWords.logprobs, in: body) {
                conversation.options.wantsLogprobs = true
            } else {
                hasMore = true
                rest.raw(tape.raw(element, in: body))
            }
        }
        rest.endArray()
        if hasMore { conversation.extras.append(ExtraField(name: "include", json: rest.bytes)) }
    }

    private static func readReasoning(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        try ResponsesShape.require(.object, value, .request, "reasoning", tape)
        var reasoning = ReasoningOptions()
        if let effort = tape.member("effort", of: value, in: body), !tape.isNull(effort) {
            reasoning.effort = try ResponsesShape.string(effort, .request, "reasoning.effort", tape, body)
        }
        conversation.extras += try ResponsesShape.extras(
            of: value, known: ["effort", "summary"], prefix: "reasoning.", .request, tape, body)
        if let summary = tape.member("summary", of: value, in: body), !tape.isNull(summary) {
            reasoning.showsThoughts = true
            // `auto` is what showing them means; other words ask for more.
            if !tape.matches(summary, "auto", in: body) {
                conversation.extras.append(ExtraField(name: "reasoning.summary", json: tape.raw(summary, in: body)))
            }
        }
        if reasoning != ReasoningOptions() { conversation.options.reasoning = reasoning }
    }

    private static func readText(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        try ResponsesShape.require(.object, value, .request, "text", tape)
        conversation.extras += try ResponsesShape.extras(
            of: value, known: ["format"], prefix: "text.", .request, tape, body)
        guard let format = tape.member("format", of: value, in: body), !tape.isNull(format) else { return }
        try ResponsesShape.require(.object, format, .request, "text.format", tape)
        var known: [StaticString] = ["type"]
        guard let type = tape.text("type", of: format, in: body) else {
            throw ResponsesShape.problem(.request, "text.format.type", "a string")
        }
        switch type {
        case "text": break
        case "json_object": conversation.options.format = .jsonObject
        case "json_schema":
            guard let schema = tape.member("schema", of: format, in: body) else {
                throw ResponsesShape.problem(.request, "text.format.schema", "an object")
            }
            conversation.options.format = .jsonSchema(
                name: try ResponsesShape.optional("name", of: format, .request, tape, body) ?? "",
                description: try ResponsesShape.optional("description", of: format, .request, tape, body),
                schema: tape.raw(schema, in: body),
                isStrict: try ResponsesShape.optionalFlag("strict", of: format, .request, tape, body))
            known += ["name", "description", "schema", "strict"]
        default:
            conversation.extras.append(ExtraField(name: "text.format", json: tape.raw(format, in: body)))
            return
        }
        conversation.extras += try ResponsesShape.extras(
            of: format, known: known, prefix: "text.format.", .request, tape, body)
    }
}
