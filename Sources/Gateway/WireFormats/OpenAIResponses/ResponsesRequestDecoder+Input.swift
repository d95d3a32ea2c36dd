// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The conversation itself: instructions and the items of `input`.
extension ResponsesRequestDecoder {
    /// Reads the top-level instructions, which stand before everything else.
    static func addInstructions(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        if tape.nodes[value].kind == .array { return try addItems(value, tape, body, &conversation) }
        let text = try ResponsesShape.string(value, .request, "instructions", tape, body)
        if !text.isEmpty { conversation.add(.system, [.text(text)]) }
    }

    static func addInput(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        switch tape.nodes[value].kind {
        case .string:
            let text = try ResponsesShape.string(value, .request, "input", tape, body)
            conversation.add(.user, text.isEmpty ? [] : [.text(text)])
        case .array: try addItems(value, tape, body, &conversation)
        default: throw ResponsesShape.problem(.request, "input", "a string or a list of items")
        }
    }

    private static func addItems(
        _ list: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        var number = 0
        try tape.forEachElement(of: list) { (item) throws(TranslationProblem) in
            try addItem(item, number, tape, body, &conversation)
            number += 1
        }
    }

    private static func addItem(
        _ item: Int, _ number: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        let path = ResponsesPath.item(number)
        try ResponsesShape.require(.object, item, path, "", tape)
        // A message may leave its type out, and so may a reference.
        let type =
            try ResponsesShape.optional("type", of: item, path, tape, body)
            ?? (tape.member("role", of: item, in: body) == nil ? "item_reference" : "message")
        switch type {
        case "message": try addMessage(item, number, tape, body, &conversation)
        case "function_call", "custom_tool_call":
            conversation.add(.assistant, [try toolCall(item, path, isCustom: type != "function_call", tape, body)])
        case "function_call_output", "custom_tool_call_output":
            let isCustom = type != "function_call_output"
            conversation.add(.user, [try toolResult(item, number, isCustom: isCustom, tape, body)])
        case "reasoning":
            if let part = try reasoning(item, path, tape, body) { conversation.add(.assistant, [part]) }
        default:
            let part = Part(.opaque(type: type, json: FieldReader.unmarked(item, tape, body)))
            conversation.add(ResponsesWords.isFromUser(type) ? .user : .assistant, [part])
        }
    }

    private static func addMessage(
        _ item: Int, _ number: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ conversation: inout Conversation
    ) throws(TranslationProblem) {
        let path = ResponsesPath.item(number)
        let role: Turn.Role
        switch try ResponsesShape.required("role", of: item, path, tape, body) {
        case "user": role = .user
        case "assistant": role = .assistant
        case "system", "developer": role = .system
        default:
            throw ResponsesShape.problem(path, "role", "`user`, `assistant`, `system` or `developer`")
        }
        guard let content = tape.member("content", of: item, in: body) else {
            throw ResponsesShape.problem(path, "content", "a string or a list of parts")
        }
        var parts = try parts(content, number, list: "content", tape, body)
        var known: [StaticString] = ["type", "id", "status", "role", "content", "cache_control"]
        // It belongs to what is said: messages of two phases may share a turn.
        if !parts.isEmpty, let phase = tape.member("phase", of: item, in: body), !tape.isNull(phase) {
            known.append("phase")
            for place in parts.indices {
                parts[place].extras.append(ExtraField(name: "phase", json: tape.raw(phase, in: body)))
                parts[place].extras.sort { $0.name < $1.name }
            }
        }
        let extras = try ResponsesShape.extras(of: item, known: known, path, tape, body)
        conversation.add(role, parts, extras: extras)
    }

    private static func toolCall(
        _ item: Int, _ path: ResponsesPath, isCustom: Bool, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part {
        let id = try ResponsesShape.required(
            tape.member("call_id", of: item, in: body) == nil ? "id" : "call_id", of: item, path, tape, body)
        let input =
            try isCustom
            ? ResponsesShape.required("input", of: item, path, tape, body)
            : ResponsesShape.required("arguments", of: item, path, tape, body)
        let call = ToolCall(
            id: id, name: try ResponsesShape.required("name", of: item, path, tape, body),
            namespace: try ResponsesShape.optional("namespace", of: item, path, tape, body), isCustom: isCustom,
            input: input)
        let extras = try ResponsesShape.extras(
            of: item,
            known: [
                "type", "id", "status", "call_id", "name", "namespace", isCustom ? "input" : "arguments",
                "cache_control",
            ], path, tape, body)
        return Part(.toolCall(call), extras: extras)
    }

    private static func toolResult(
        _ item: Int, _ number: Int, isCustom: Bool, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part {
        let path = ResponsesPath.item(number)
        guard let output = tape.member("output", of: item, in: body) else {
            throw ResponsesShape.problem(path, "output", "a string or a list of parts")
        }
        let result = ToolResult(
            callID: try ResponsesShape.required("call_id", of: item, path, tape, body),
            name: try ResponsesShape.optional("name", of: item, path, tape, body) ?? "", isCustom: isCustom,
            parts: try parts(output, number, list: "output", tape, body))
        let extras = try ResponsesShape.extras(
            of: item, known: ["type", "id", "status", "call_id", "name", "output", "cache_control"], path, tape, body)
        return Part(.toolResult(result), extras: extras)
    }

    /// Reads an item of thoughts; nil if it holds neither words nor their encrypted form, nor anything unknown.
    private static func reasoning(
        _ item: Int, _ path: ResponsesPath, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part? {
        let signature = try ResponsesShape.optional("encrypted_content", of: item, path, tape, body)
        let text = thoughts(item, tape, body)
        var known: [StaticString] = ["type", "id", "status", "encrypted_content", "cache_control"]
        if let content = tape.member("content", of: item, in: body), ResponsesShape.isEmptyList(content, tape) {
            known.append("content")
        }
        if let summary = tape.member("summary", of: item, in: body), isPlain(summary, tape, body) {
            known.append("summary")
        }
        let extras = try ResponsesShape.extras(of: item, known: known, path, tape, body)
        guard !text.isEmpty || signature != nil || !extras.isEmpty else { return nil }
        return Part(
            .reasoning(Reasoning(text: text, signature: signature, isRedacted: text.isEmpty)), extras: extras)
    }

    /// Whether a summary is a list of texts that say nothing more.
    private static func isPlain(_ summary: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Bool {
        guard tape.nodes[summary].kind == .array else { return false }
        var isPlain = true
        tape.forEachElement(of: summary) { part in
            guard let type = tape.member("type", of: part, in: body), tape.matches(type, "summary_text", in: body),
                tape.text("text", of: part, in: body) != nil, FieldReader.hasOnly(["type", "text"], part, tape, body)
            else { return isPlain = false }
        }
        return isPlain
    }

    /// The words of an item of thoughts: its summary or, where there is none, the thoughts themselves.
    static func thoughts(_ item: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> String {
        func joined(_ name: StaticString) -> String {
            var text = ""
            guard let list = tape.member(name, of: item, in: body) else { return text }
            tape.forEachElement(of: list) { part in
                guard let piece = tape.text("text", of: part, in: body), !piece.isEmpty else { return }
                text += text.isEmpty ? piece : "\n\n" + piece
            }
            return text
        }
        let summary = joined("summary")
        return summary.isEmpty ? joined("content") : summary
    }
}
