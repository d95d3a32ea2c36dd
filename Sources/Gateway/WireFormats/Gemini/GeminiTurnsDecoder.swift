// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads contents in their order, and links the results of functions to their calls.
struct GeminiTurnsDecoder {
    /// Calls of the latest turn of the model that no result has answered yet.
    private var unanswered: [(id: String, name: String)] = []
    private var isModelsTurn = false
    /// Which content is being read, and how many calls and results without an id it had so far.
    private var index = 0
    private var madeUp = 0

    /// Reads the system instruction: a content, or its text alone.
    mutating func instruction(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        if let text = tape.string(at: value, in: body) {
            if !text.isEmpty { conversation.add(.system, [.text(text)]) }
            return
        }
        let (_, parts, extras) = try members(value, "systemInstruction", tape, body)
        if !parts.isEmpty || !extras.isEmpty { conversation.add(.system, parts, extras: extras) }
    }

    mutating func content(
        _ value: Int, _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        self.index = index
        madeUp = 0
        let path = "contents[\(index)]"
        let isModels = try role(value, path, tape, body) == .assistant
        if isModels, !isModelsTurn { unanswered = [] }
        isModelsTurn = isModels
        let (role, parts, extras) = try members(value, path, tape, body)
        conversation.add(role, parts, extras: extras)
    }

    private func role(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Turn.Role {
        guard let role = tape.member("role", of: value, in: body), !tape.isNull(role) else { return .user }
        switch try GeminiFields.text(role, "\(path).role", tape, body) {
        case "model": return .assistant
        case "user", "function", "tool", "": return .user
        default: throw GeminiFields.malformed("\(path).role", "user or model")
        }
    }

    private mutating func members(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> (Turn.Role, [Part], [ExtraField]) {
        var role = Turn.Role.user
        var parts: [Part] = []
        var extras: [ExtraField] = []
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            switch name {
            // An instruction's role says nothing.
            case "role": if path != "systemInstruction" { role = try self.role(value, path, tape, body) }
            case "parts":
                guard tape.nodes[member].kind == .array else {
                    throw GeminiFields.malformed("\(path).parts", "a list of parts")
                }
                try tape.forEachElement(of: member) { (part) throws(TranslationProblem) in
                    parts.append(try self.part(part, "\(path).parts[\(parts.count)]", tape, body))
                }
            default: extras.append(ExtraField(name: name, json: tape.raw(member, in: body)))
            }
        }
        return (role, parts, extras)
    }

    // MARK: Parts

    private mutating func part(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part {
        var data: (name: String, value: Int)?
        var unknown: String?
        var isThought = false
        var signature: Int?
        var extras: [ExtraField] = []
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            switch name {
            case "text", "inlineData", "fileData", "functionCall", "functionResponse":
                if data != nil { throw TranslationProblem(.malformed, path, "must hold one kind of data.") }
                data = (name, member)
            case "thought": isThought = try GeminiFields.flag(member, "\(path).thought", tape)
            case "thoughtSignature": signature = member
            case "videoMetadata", "mediaResolution", "partMetadata":
                extras.append(ExtraField(name: name, json: tape.raw(member, in: body)))
            default:
                if unknown == nil { unknown = name }
                extras.append(ExtraField(name: name, json: tape.raw(member, in: body)))
            }
        }
        if data == nil, let unknown { return Part(.opaque(type: unknown, json: tape.raw(value, in: body))) }
        if let data, data.name == "text", isThought {
            var reasoning = Reasoning(text: try GeminiFields.text(data.value, "\(path).text", tape, body))
            if let signature {
                reasoning.signature = try GeminiFields.text(signature, "\(path).thoughtSignature", tape, body)
            }
            return Part(.reasoning(reasoning), extras: extras)
        }
        if isThought { extras.append(ExtraField(name: "thought", json: Array("true".utf8))) }
        if let signature {
            extras.append(ExtraField(name: "thoughtSignature", json: tape.raw(signature, in: body)))
        }
        // A part with nothing but a signature is how a signature comes after the text that it belongs to.
        guard let data else { return Part(.text(""), extras: extras) }
        let member = "\(path).\(data.name)"
        let content: Part.Content
        switch data.name {
        case "text": content = .text(try GeminiFields.text(data.value, member, tape, body))
        case "functionCall": content = .toolCall(try call(data.value, member, tape, body, &extras))
        case "functionResponse": content = .toolResult(try result(data.value, member, tape, body, &extras))
        default:
            let isInline = data.name == "inlineData"
            let media = try GeminiMedia.read(data.value, isInline: isInline, member, tape, body)
            content = .media(media.media)
            extras += media.extras.map { ExtraField(name: "\(data.name).\($0.name)", json: $0.json) }
        }
        return Part(content, extras: extras)
    }

    private mutating func call(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>, _ extras: inout [ExtraField]
    ) throws(TranslationProblem) -> ToolCall {
        var call = ToolCall(id: "", name: "", input: "{}")
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            switch name {
            case "id": call.id = try GeminiFields.text(member, "\(path).id", tape, body)
            case "name": call.name = try GeminiFields.text(member, "\(path).name", tape, body)
            case "args":
                guard tape.nodes[member].kind == .object else {
                    throw GeminiFields.malformed("\(path).args", "an object")
                }
                call.input = tape.rawText(member, in: body)
            default: extras.append(ExtraField(name: "functionCall.\(name)", json: tape.raw(member, in: body)))
            }
        }
        if call.name.isEmpty { throw GeminiFields.malformed("\(path).name", "the name of a function") }
        if call.id.isEmpty { call.id = makeUpID() }
        unanswered.append((call.id, call.name))
        return call
    }

    private mutating func result(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>, _ extras: inout [ExtraField]
    ) throws(TranslationProblem) -> ToolResult {
        var result = ToolResult(callID: "", parts: [])
        var attachments: [Part] = []
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            switch name {
            case "id": result.callID = try GeminiFields.text(member, "\(path).id", tape, body)
            case "name": result.name = try GeminiFields.text(member, "\(path).name", tape, body)
            case "response":
                guard tape.nodes[member].kind == .object else {
                    throw GeminiFields.malformed("\(path).response", "an object")
                }
                GeminiToolOutput.read(member, tape, body, into: &result)
            case "parts":
                guard tape.nodes[member].kind == .array else {
                    throw GeminiFields.malformed("\(path).parts", "a list of parts")
                }
                try tape.forEachElement(of: member) { (part) throws(TranslationProblem) in
                    attachments.append(try GeminiMedia.part(part, "\(path).parts[\(attachments.count)]", tape, body))
                }
            default: extras.append(ExtraField(name: "functionResponse.\(name)", json: tape.raw(member, in: body)))
            }
        }
        result.parts += attachments
        link(&result)
        return result
    }

    /// Finds the call that a result answers: by its id, else the first one of that name, else the first one.
    private mutating func link(_ result: inout ToolResult) {
        let name = result.name
        let id = result.callID
        let place =
            if id.isEmpty {
                unanswered.firstIndex { $0.name == name } ?? (name.isEmpty ? unanswered.indices.first : nil)
            } else {
                unanswered.firstIndex { $0.id == id }
            }
        if let place {
            let call = unanswered.remove(at: place)
            result.callID = call.id
            if name.isEmpty { result.name = call.name }
        } else if id.isEmpty {
            result.callID = makeUpID()
        }
    }

    private mutating func makeUpID() -> String {
        madeUp += 1
        return "call_\(index)_\(madeUp - 1)"
    }
}
