// SPDX-License-Identifier: Apache-2.0

/// Reads a Gemini request, in either spelling of its fields.
struct GeminiReader {
    private var request: GenerationRequest

    /// Google answers no more than this many times at once.
    private static let mostCandidates = 8

    /// The request in `body` for the call that its path names; throws the refusal that Google would answer with.
    static func read(_ body: JSONValue, target: GeminiTarget, format: WireFormat) throws(Refusal) -> GenerationRequest {
        guard body.objectMembers != nil else { throw .invalid("Invalid JSON payload received. Expected an object.") }
        // Counting may be asked about a whole request, which stands inside.
        let asked = body.field("generateContentRequest") ?? body
        guard let contents = asked.field("contents")?.arrayValue, !contents.isEmpty else {
            throw .invalid("* GenerateContentRequest.contents: contents is not specified\n")
        }
        guard asked.field("cachedContent") == nil else {
            throw Refusal(status: 403, message: "CachedContent not found (or permission denied)")
        }
        var reader = GeminiReader(request: GenerationRequest(format: format, model: target.model))
        reader.request.streams = target.verb == .streamGenerateContent
        try reader.readOptions(asked.field("generationConfig") ?? [:])
        reader.readTools(asked)
        if let system = asked.field("systemInstruction") {
            reader.request.tape.mark("system")
            _ = reader.readParts(of: system)
            reader.request.tape.endBlock()
        }
        for content in contents { try reader.readContent(content) }
        return reader.request
    }

    private mutating func readOptions(_ options: JSONValue) throws(Refusal) {
        if let limit = options.field("maxOutputTokens") {
            guard let tokens = limit.intValue, tokens > 0 else {
                throw .invalid("* GenerateContentRequest.generation_config.max_output_tokens: must be positive\n")
            }
            request.maxTokens = tokens
        }
        if let candidates = options.field("candidateCount") {
            guard let count = candidates.intValue, (1...Self.mostCandidates).contains(count) else {
                throw .invalid(
                    "* GenerateContentRequest.generation_config.candidate_count: must be from 1 to "
                        + "\(Self.mostCandidates)\n")
            }
            request.choices = count
        }
        request.stopSequences = options.field("stopSequences")?.textOrTexts ?? []
        let thinking = options.field("thinkingConfig")
        // A budget of nothing switches thinking off; the model's own choice (-1) and every other one leave it on.
        request.wantsReasoning =
            thinking?.field("includeThoughts")?.boolValue == true && thinking?.field("thinkingBudget")?.intValue != 0
        if let schema = options.field("responseJsonSchema") ?? options.field("responseSchema") {
            request.answerSchema = schema
        } else if options.field("responseMimeType") == "application/json" {
            request.answerSchema = ["type": "object"]
        }
    }

    private mutating func readTools(_ body: JSONValue) {
        for tool in body.field("tools")?.arrayValue ?? [] {
            request.tape.write(tool.encodedText())
            request.tape.endBlock()
            for function in tool.field("functionDeclarations")?.arrayValue ?? [] {
                guard let name = function["name"]?.stringValue else { continue }
                let schema = function.field("parametersJsonSchema") ?? function["parameters"]
                request.tools.append(.init(name: name, schema: schema ?? GenerationRequest.Tool.anything))
            }
        }
        let calling = body.field("toolConfig")?.field("functionCallingConfig")
        switch calling?["mode"]?.stringValue?.uppercased() {
        case "ANY":
            let allowed = calling?.field("allowedFunctionNames")?.arrayValue?.compactMap(\.stringValue) ?? []
            request.forcedTool = request.tools.first { allowed.isEmpty || allowed.contains($0.name) }
        case "NONE": request.forbidsTools = true
        default: break
        }
    }

    private mutating func readContent(_ content: JSONValue) throws(Refusal) {
        let role = content["role"]?.stringValue ?? "user"
        guard ["user", "model", "function"].contains(role) else {
            throw .invalid("Please use a valid role: user, model.")
        }
        request.tape.mark(role)
        let (texts, results) = readParts(of: content)
        request.tape.endBlock()
        request.lastUserTexts = role == "user" && results.isEmpty ? texts : []
        request.toolResult = results.isEmpty ? nil : results.joined(separator: "\n")
    }

    /// Puts the parts of a content on the tape and returns its texts and what tools returned.
    private mutating func readParts(of content: JSONValue) -> (texts: [String], results: [String]) {
        var texts: [String] = []
        var results: [String] = []
        for part in content["parts"]?.arrayValue ?? [content["parts"] ?? content] {
            if let text = part["text"]?.stringValue {
                request.tape.write(text)
                request.tape.mark("")
                if part["thought"]?.boolValue != true { texts.append(text) }
            } else if let call = part.field("functionCall") {
                request.tape.write(call["name"]?.stringValue ?? "")
                request.tape.write(call["args"]?.encodedText() ?? "")
            } else if let result = part.field("functionResponse") {
                let text = Self.resultText(of: result["response"])
                request.tape.mark(result["name"]?.stringValue ?? "")
                request.tape.write(text)
                results.append(text)
            } else if let media = part.field("inlineData") ?? part.field("fileData"),
                media.field("mimeType")?.stringValue?.hasPrefix("image/") == true
            {
                request.tape.image(media.encodedText())
            } else {
                request.tape.mark(part.encodedText())
            }
        }
        return (texts, results)
    }

    /// What a tool returned: the one text in its result, or the whole of it as JSON.
    private static func resultText(of response: JSONValue?) -> String {
        let members = response?.objectMembers ?? []
        if members.count == 1, let text = members[0].value.stringValue { return text }
        return response?.encodedText() ?? ""
    }
}
