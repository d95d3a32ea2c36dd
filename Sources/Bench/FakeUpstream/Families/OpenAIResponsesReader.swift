// SPDX-License-Identifier: Apache-2.0

/// Reads a request for one of OpenAI's `response`s.
struct OpenAIResponsesReader {
    private var request: GenerationRequest
    /// What the tools returned since the last item that was not theirs.
    private var trailingResults: [String] = []
    /// The calls that a result can belong to.
    private var calls: Set<String> = []

    /// OpenAI takes no smaller limit of output tokens here, though it does for chat completions.
    private static let fewestTokens = 16

    /// Where the request in `body` wants its conversation continued; throws when it says so twice.
    static func earlier(in body: JSONValue) throws(Refusal) -> ResponsesOptions.Earlier? {
        let response = body["previous_response_id"]?.stringValue
        let conversation = body["conversation"].flatMap { $0.stringValue ?? $0["id"]?.stringValue }
        switch (response, conversation) {
        case (let id?, nil): return .response(id)
        case (nil, let id?): return .conversation(id)
        case (nil, nil): return nil
        case (_?, _?):
            throw .invalid(
                "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Provide only one of them.",
                parameter: "previous_response_id", code: "mutually_exclusive_parameters")
        }
    }

    /// The request in `body`, which continues `history`; throws the refusal that OpenAI would answer with.
    static func read(_ body: JSONValue, history: [JSONValue] = []) throws(Refusal) -> GenerationRequest {
        guard body.objectMembers != nil else { throw .invalid("The body must be a JSON object.") }
        guard let model = body["model"]?.stringValue, !model.isEmpty else { throw missing("model") }
        var reader = OpenAIResponsesReader(request: GenerationRequest(format: .responses, model: model))
        let items = try history + Self.items(of: body, needsInput: history.isEmpty)
        reader.request.responses.body = body
        reader.request.responses.items = items
        reader.request.responses.earlier = try earlier(in: body)
        try reader.readOptions(body)
        reader.readTools(body)
        reader.request.tape.mark("instructions")
        reader.request.tape.write(body["instructions"]?.stringValue ?? "")
        reader.request.tape.endBlock()
        for item in items { try reader.readItem(item) }
        reader.settleToolResults()
        return reader.request
    }

    /// The input of a request as items; a string is a message of the user.
    private static func items(of body: JSONValue, needsInput: Bool) throws(Refusal) -> [JSONValue] {
        switch body["input"] {
        case .string(let text): return [["type": "message", "role": "user", "content": .string(text)]]
        case .array(let items) where !items.isEmpty || !needsInput: return items
        case nil where !needsInput, .null where !needsInput: return []
        default: throw missing("input")
        }
    }

    private static func missing(_ name: String) -> Refusal {
        .invalid("Missing required parameter: '\(name)'.", parameter: name, code: "missing_required_parameter")
    }

    private mutating func readOptions(_ body: JSONValue) throws(Refusal) {
        request.streams = body["stream"]?.boolValue ?? false
        request.responses.isStored = body["store"]?.boolValue ?? true
        let included = body["include"]?.arrayValue ?? []
        request.responses.includesEncryptedReasoning = included.contains("reasoning.encrypted_content")
        if let limit = body["max_output_tokens"], !limit.isNull {
            guard let tokens = limit.intValue, tokens >= Self.fewestTokens else {
                throw .invalid(
                    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= "
                        + "\(Self.fewestTokens), but got \(limit.encodedText()) instead.",
                    parameter: "max_output_tokens", code: "integer_below_min_value")
            }
            request.maxTokens = tokens
        }
        let reasoning = body["reasoning"]
        let summary = [reasoning?["summary"], reasoning?["generate_summary"]].compactMap { $0?.stringValue }.first
        let effort = reasoning?["effort"]?.stringValue
        request.wantsReasoning = effort.map { $0 != "none" } ?? (summary != nil)
        request.hidesReasoning = summary == nil || summary == "none"
        let format = body["text"]?["format"]
        switch format?["type"] {
        case "json_schema": request.answerSchema = format?["schema"] ?? [:]
        case "json_object": request.answerSchema = ["type": "object"]
        default: break
        }
    }

    private mutating func readTools(_ body: JSONValue) {
        for tool in body["tools"]?.arrayValue ?? [] {
            request.tape.write(tool.encodedText())
            request.tape.endBlock()
            guard tool["type"] == "namespace" else {
                read(tool, namespace: nil)
                continue
            }
            for inner in tool["tools"]?.arrayValue ?? [] { read(inner, namespace: tool["name"]?.stringValue) }
        }
        request.allowsParallelCalls = body["parallel_tool_calls"]?.boolValue ?? true
        readToolChoice(body["tool_choice"])
    }

    /// Takes a tool that can be called by the client; tools of other types run at the provider and are left alone.
    private mutating func read(_ tool: JSONValue, namespace: String?) {
        guard let name = tool["name"]?.stringValue else { return }
        switch tool["type"] {
        case "function":
            let schema = tool["parameters"].flatMap { $0.isNull ? nil : $0 } ?? GenerationRequest.Tool.anything
            request.tools.append(.init(name: name, schema: schema, namespace: namespace))
        case "custom":
            request.tools.append(.init(name: name, namespace: namespace, isCustom: true))
        default: break
        }
    }

    private mutating func readToolChoice(_ choice: JSONValue?) {
        if choice == "none" {
            request.forbidsTools = true
        } else if choice == "required" {
            request.forcedTool = request.tools.first
        } else if choice?["type"] == "allowed_tools" {
            guard choice?["mode"] == "required" else { return }
            let first = choice?["tools"]?.arrayValue?.first?["name"]?.stringValue
            request.forcedTool = request.tools.first { $0.name == first }
        } else if let name = choice?["name"]?.stringValue {
            let namespace = choice?["namespace"]?.stringValue
            request.forcedTool = request.tools.first {
                $0.name == name && (namespace == nil || $0.namespace == namespace)
            }
        }
    }

    private mutating func readItem(_ item: JSONValue) throws(Refusal) {
        // Ids name items and are no part of what is said.
        switch item["type"]?.stringValue ?? "message" {
        case "message": try readMessage(item)
        case "function_call", "custom_tool_call":
            trailingResults = []
            calls.insert(item["call_id"]?.stringValue ?? "")
            request.tape.write(item["name"]?.stringValue ?? "")
            request.tape.write((item["arguments"] ?? item["input"])?.stringValue ?? "")
        case "function_call_output", "custom_tool_call_output":
            let id = item["call_id"]?.stringValue ?? ""
            guard calls.contains(id) else {
                throw .invalid(
                    "No tool call found for function call output with call_id \(id).", parameter: "input")
            }
            trailingResults.append(readContent(item["output"]).joined(separator: "\n"))
        default: request.tape.mark(item.removing("id").encodedText())
        }
        request.tape.endBlock()
    }

    private mutating func readMessage(_ item: JSONValue) throws(Refusal) {
        guard let role = item["role"]?.stringValue, ["user", "assistant", "system", "developer"].contains(role) else {
            throw .invalid(
                "Invalid value: '\(item["role"]?.stringValue ?? "")'. Supported values are: 'assistant', 'system', "
                    + "'developer', and 'user'.", parameter: "input", code: "invalid_value")
        }
        request.tape.mark(role)
        let texts = readContent(item["content"])
        switch role {
        case "user":
            request.lastUserTexts = texts
            trailingResults = []
        case "assistant": trailingResults = []
        default:
            // Instructions may stand anywhere, also after the words of the user: they are nobody's turn.
            break
        }
    }

    /// Puts the content on the tape and returns its texts.
    private mutating func readContent(_ content: JSONValue?) -> [String] {
        var texts: [String] = []
        switch content {
        case .string(let text): texts = [text]
        case .array(let parts):
            for part in parts {
                if let text = (part["text"] ?? part["refusal"])?.stringValue {
                    texts.append(text)
                } else if part["type"] == "input_image" {
                    request.tape.image(part.encodedText())
                } else {
                    request.tape.mark(part.encodedText())
                }
            }
        default: break
        }
        for text in texts {
            request.tape.write(text)
            request.tape.mark("")
        }
        return texts
    }

    /// A mark speaks for the turn in which it is written: once tools have answered, that turn is over.
    private mutating func settleToolResults() {
        guard !trailingResults.isEmpty else { return }
        request.toolResult = trailingResults.joined(separator: "\n")
        request.lastUserTexts = []
    }
}
