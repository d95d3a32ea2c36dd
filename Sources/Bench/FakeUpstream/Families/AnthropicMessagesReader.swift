// SPDX-License-Identifier: Apache-2.0

/// Reads an Anthropic messages request.
struct AnthropicMessagesReader {
    private var request: GenerationRequest

    /// Anthropic takes no more markers than this in one request.
    private static let mostBreakpoints = 4

    /// The request in `body`; throws the refusal that Anthropic would answer with.
    ///
    /// Counting tokens needs no `max_tokens`, generating does.
    static func read(_ body: JSONValue, needsMaxTokens: Bool = true) throws(Refusal) -> GenerationRequest {
        guard body.objectMembers != nil else { throw .invalid("The request body must be a JSON object.") }
        guard let model = body["model"]?.stringValue, !model.isEmpty else { throw .invalid("model: Field required") }
        guard let messages = body["messages"]?.arrayValue else { throw .invalid("messages: Field required") }
        guard !messages.isEmpty else { throw .invalid("messages: at least one message is required") }
        var reader = AnthropicMessagesReader(request: GenerationRequest(format: .messages, model: model))
        try reader.readOptions(body, needsMaxTokens: needsMaxTokens)
        try reader.readTools(body)
        try reader.readSystem(body["system"])
        for (index, message) in messages.enumerated() { try reader.readMessage(message, index: index) }
        if let lifetime = try reader.lifetime(of: body) { reader.request.tape.cacheEverything(for: lifetime) }
        let breakpoints = reader.request.tape.breakpoints.count
        guard breakpoints <= mostBreakpoints else {
            throw .invalid(
                "A maximum of \(mostBreakpoints) blocks with cache_control may be provided. Found \(breakpoints).")
        }
        return reader.request
    }

    private mutating func readOptions(_ body: JSONValue, needsMaxTokens: Bool) throws(Refusal) {
        request.streams = body["stream"]?.boolValue ?? false
        if needsMaxTokens {
            guard let limit = body["max_tokens"] else { throw .invalid("max_tokens: Field required") }
            guard let tokens = limit.intValue, tokens > 0 else {
                throw .invalid("max_tokens: Input should be a valid integer greater than 0")
            }
            request.maxTokens = tokens
        }
        request.stopSequences = body["stop_sequences"]?.textOrTexts ?? []
        let thinking = body["thinking"]
        request.wantsReasoning = thinking?["type"] == "enabled" || thinking?["type"] == "adaptive"
        request.hidesReasoning = thinking?["display"] == "omitted"
        for format in [body["output_config"]?["format"], body["output_format"]] {
            guard format?["type"] == "json_schema" else { continue }
            request.answerSchema = format?["schema"] ?? [:]
        }
    }

    private mutating func readTools(_ body: JSONValue) throws(Refusal) {
        for tool in body["tools"]?.arrayValue ?? [] {
            request.tape.write(tool.removing("cache_control").encodedText())
            request.tape.endBlock(cached: try lifetime(of: tool))
            guard let name = tool["name"]?.stringValue else { continue }
            request.tools.append(.init(name: name, schema: tool["input_schema"] ?? GenerationRequest.Tool.anything))
        }
        let choice = body["tool_choice"]
        switch choice?["type"] {
        case "tool": request.forcedTool = request.tools.first { $0.name == choice?["name"]?.stringValue }
        case "any": request.forcedTool = request.tools.first
        case "none": request.forbidsTools = true
        default: break
        }
        request.allowsParallelCalls = choice?["disable_parallel_tool_use"]?.boolValue != true
    }

    private mutating func readSystem(_ system: JSONValue?) throws(Refusal) {
        request.tape.mark("system")
        switch system {
        case nil, .null: break
        case .string(let text):
            request.tape.write(text)
            request.tape.endBlock()
        case .array(let blocks):
            for block in blocks {
                request.tape.write(block["text"]?.stringValue ?? "")
                request.tape.endBlock(cached: try lifetime(of: block))
            }
        default: throw .invalid("system: Input should be a valid string or list")
        }
    }

    private mutating func readMessage(_ message: JSONValue, index: Int) throws(Refusal) {
        guard let role = message["role"]?.stringValue, ["user", "assistant", "system"].contains(role) else {
            throw .invalid("messages.\(index).role: Input should be 'user' or 'assistant'")
        }
        request.tape.mark(role)
        var texts: [String] = []
        var results: [String] = []
        switch message["content"] {
        case .string(let text):
            texts = [text]
            request.tape.write(text)
            request.tape.endBlock()
        case .array(let blocks):
            for block in blocks {
                switch block["type"] {
                case "text": texts.append(block["text"]?.stringValue ?? "")
                case "tool_result": results.append(Self.resultText(of: block["content"]))
                default: break
                }
                write(block)
                request.tape.endBlock(cached: try lifetime(of: block))
            }
        default: throw .invalid("messages.\(index).content: Field required")
        }
        // A system message may follow the words of the user: it is nobody's turn.
        guard role != "system" else { return }
        request.lastUserTexts = role == "user" ? texts : []
        request.toolResult = results.isEmpty ? nil : results.joined(separator: "\n")
    }

    /// Puts a content block on the tape, without its cache marker.
    private mutating func write(_ block: JSONValue) {
        switch block["type"] {
        case "text": request.tape.write(block["text"]?.stringValue ?? "")
        case "thinking": request.tape.write(block["thinking"]?.stringValue ?? "")
        case "tool_use":
            request.tape.write(block["name"]?.stringValue ?? "")
            request.tape.write(block["input"]?.encodedText() ?? "")
        case "tool_result":
            request.tape.mark(block["tool_use_id"]?.stringValue ?? "")
            request.tape.write(Self.resultText(of: block["content"]))
            for image in block["content"]?.arrayValue ?? [] where image["type"] == "image" {
                request.tape.image(image.encodedText())
            }
        case "image": request.tape.image(block.removing("cache_control").encodedText())
        default: request.tape.mark(block.removing("cache_control").encodedText())
        }
    }

    private static func resultText(of content: JSONValue?) -> String {
        if let text = content?.stringValue { return text }
        return (content?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined(separator: "\n")
    }

    private func lifetime(of marked: JSONValue) throws(Refusal) -> PromptCacheLifetime? {
        guard let control = marked["cache_control"], !control.isNull else { return nil }
        guard control["type"] == "ephemeral" else {
            throw .invalid("cache_control.type: Input should be 'ephemeral'")
        }
        switch control["ttl"] {
        case nil, .null, "5m": return .fiveMinutes
        case "1h": return .oneHour
        default: throw .invalid("cache_control.ttl: Input should be '5m' or '1h'")
        }
    }
}
