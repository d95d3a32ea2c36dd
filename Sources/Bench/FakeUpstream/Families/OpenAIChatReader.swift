// SPDX-License-Identifier: Apache-2.0

/// Reads an OpenAI chat-completions request.
struct OpenAIChatReader {
    private var request: GenerationRequest
    /// What the tools returned since the last message that was not theirs.
    private var trailingResults: [String] = []

    /// The request in `body`; throws the refusal that OpenAI would answer with.
    static func read(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        guard body.objectMembers != nil else { throw .invalid("The body must be a JSON object.") }
        guard let model = body["model"]?.stringValue, !model.isEmpty else {
            throw .invalid("you must provide a model parameter", parameter: "model")
        }
        guard let messages = body["messages"]?.arrayValue, !messages.isEmpty else {
            throw .invalid("'messages' must be an array with at least one message.", parameter: "messages")
        }
        var reader = OpenAIChatReader(request: GenerationRequest(format: .chatCompletions, model: model))
        try reader.readOptions(body)
        reader.readTools(body)
        for message in messages { try reader.readMessage(message) }
        reader.settleToolResults()
        return reader.request
    }

    private mutating func readOptions(_ body: JSONValue) throws(Refusal) {
        request.streams = body["stream"]?.boolValue ?? false
        request.includesUsage = body["stream_options"]?["include_usage"]?.boolValue ?? false
        if let choices = body["n"], !choices.isNull {
            guard let count = choices.intValue, (1...128).contains(count) else {
                throw .invalid("'n' must be a whole number from 1 to 128.", parameter: "n")
            }
            request.choices = count
        }
        for name in ["max_tokens", "max_completion_tokens"] {
            guard let limit = body[name], !limit.isNull else { continue }
            guard let tokens = limit.intValue, tokens > 0 else {
                throw .invalid("'\(name)' must be a positive whole number.", parameter: name)
            }
            request.maxTokens = tokens
        }
        request.stopSequences = body["stop"]?.textOrTexts ?? []
        request.wantsReasoning = body["reasoning_effort"]?.stringValue.map { $0 != "none" } ?? false
        if body["logprobs"]?.boolValue == true { request.alternatives = body["top_logprobs"]?.intValue ?? 0 }
        switch body["response_format"]?["type"]?.stringValue {
        case "json_schema": request.answerSchema = body["response_format"]?["json_schema"]?["schema"] ?? [:]
        case "json_object": request.answerSchema = ["type": "object"]
        default: break
        }
    }

    private mutating func readTools(_ body: JSONValue) {
        for tool in body["tools"]?.arrayValue ?? [] {
            request.tape.write(tool.encodedText())
            request.tape.endBlock()
            if let function = tool["function"], let name = function["name"]?.stringValue {
                let schema = function["parameters"] ?? GenerationRequest.Tool.anything
                request.tools.append(.init(name: name, schema: schema))
            } else if let name = tool["custom"]?["name"]?.stringValue {
                request.tools.append(.init(name: name, isCustom: true))
            }
        }
        request.allowsParallelCalls = body["parallel_tool_calls"]?.boolValue ?? true
        readToolChoice(body["tool_choice"])
    }

    private mutating func readToolChoice(_ choice: JSONValue?) {
        let allowed = choice?["allowed_tools"]
        let first = allowed?["tools"]?.arrayValue?.first
        if choice == "none" {
            request.forbidsTools = true
        } else if choice == "required" {
            request.forcedTool = request.tools.first
        } else if let named = allowed?["mode"] == "required" ? first : choice {
            let name = named["function"]?["name"] ?? named["custom"]?["name"]
            request.forcedTool = request.tools.first { $0.name == name?.stringValue }
        }
    }

    private mutating func readMessage(_ message: JSONValue) throws(Refusal) {
        guard let role = message["role"]?.stringValue else {
            throw .invalid("Every message needs a 'role'.", parameter: "messages")
        }
        request.tape.mark(role)
        let texts = readContent(message["content"])
        switch role {
        case "user":
            request.lastUserTexts = texts
            trailingResults = []
        case "tool", "function":
            trailingResults.append(texts.joined(separator: "\n"))
        case "assistant":
            trailingResults = []
            for call in message["tool_calls"]?.arrayValue ?? [] {
                request.tape.write(call["function"]?["name"]?.stringValue ?? "")
                request.tape.write(call["function"]?["arguments"]?.stringValue ?? "")
                request.tape.write(call["custom"]?["name"]?.stringValue ?? "")
                request.tape.write(call["custom"]?["input"]?.stringValue ?? "")
            }
        case "system", "developer":
            // Instructions may stand anywhere, also after the words of the user: they are nobody's turn.
            break
        default:
            throw .invalid("'\(role)' is not a role.", parameter: "messages")
        }
        request.tape.endBlock()
    }

    /// Puts the content on the tape and returns its texts.
    private mutating func readContent(_ content: JSONValue?) -> [String] {
        var texts: [String] = []
        switch content {
        case .string(let text): texts = [text]
        case .array(let parts):
            for part in parts {
                if let text = part["text"]?.stringValue {
                    texts.append(text)
                } else if part["type"] == "image_url" {
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
