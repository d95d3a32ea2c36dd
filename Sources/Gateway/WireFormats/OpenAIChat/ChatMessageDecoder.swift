// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads one message of a chat completion's request.
enum ChatMessageDecoder {
    static func read(
        _ message: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ legacy: inout ChatLegacyCalls,
        into conversation: inout Conversation
    ) throws(TranslationProblem) {
        try FieldReader.require(.object, message, "", tape)
        let role = try FieldReader.requiredText("role", of: message, tape, body)
        switch role {
        case "system", "developer", "user":
            let parts = try content(of: message, tape, body)
            let extras = FieldReader.extras(of: message, known: ["role", "content", "cache_control"], tape, body)
            conversation.add(role == "user" ? .user : .system, parts, extras: extras)
        case "assistant":
            try readAssistant(message, tape, body, &legacy, into: &conversation)
        case "tool":
            let id = try FieldReader.requiredText("tool_call_id", of: message, tape, body)
            let result = ToolResult(
                callID: id, name: try FieldReader.optionalText("name", of: message, tape, body) ?? "",
                parts: try content(of: message, tape, body))
            let extras = FieldReader.extras(
                of: message, known: ["role", "content", "tool_call_id", "name", "cache_control"], tape, body)
            conversation.add(.user, [Part(.toolResult(result), extras: extras)])
        case "function":
            let name = try FieldReader.requiredText("name", of: message, tape, body)
            let result = ToolResult(
                callID: legacy.result(name), name: name, parts: try content(of: message, tape, body))
            let extras = FieldReader.extras(
                of: message, known: ["role", "content", "name", "cache_control"], tape, body)
            conversation.add(.user, [Part(.toolResult(result), extras: extras)])
        default:
            throw .malformed("role", "must be system, developer, user, assistant, tool or function")
        }
    }

    private static func readAssistant(
        _ message: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ legacy: inout ChatLegacyCalls,
        into conversation: inout Conversation
    ) throws(TranslationProblem) {
        var parts: [Part] = []
        var known: [StaticString] = ["role", "content", "refusal", "tool_calls", "function_call", "cache_control"]
        // Providers of models that think spell the field in two ways, some send both with the same words.
        var thoughts = ""
        for name in ["reasoning_content", "reasoning"] as [StaticString] {
            guard let words = tape.text(name, of: message, in: body) else { continue }
            if thoughts.isEmpty { thoughts = words }
            if words.isEmpty || words.utf8.elementsEqual(thoughts.utf8) { known.append(name) }
        }
        if !thoughts.isEmpty { parts.append(Part(.reasoning(Reasoning(text: thoughts)))) }
        parts += try content(of: message, tape, body)
        if let refusal = tape.member("refusal", of: message, in: body), !tape.isNull(refusal) {
            let words = try FieldReader.text(refusal, "refusal", tape, body)
            if !words.isEmpty { parts.append(Part(.refusal(words))) }
        }
        if let calls = tape.member("tool_calls", of: message, in: body), !tape.isNull(calls) {
            try FieldReader.require(.array, calls, "tool_calls", tape)
            var place = 0
            try tape.forEachElement(of: calls) { (call) throws(TranslationProblem) in
                do throws(TranslationProblem) {
                    parts.append(try ChatToolCall.read(call, tape, body))
                } catch {
                    throw error.inside("tool_calls[\(place)]")
                }
                place += 1
            }
        }
        if let call = tape.member("function_call", of: message, in: body), !tape.isNull(call) {
            let name: String
            do throws(TranslationProblem) {
                name = try FieldReader.requiredText("name", of: call, tape, body)
            } catch {
                throw error.inside("function_call")
            }
            let input = ChatToolCall.arguments(of: call, tape, body)
            let extras = FieldReader.extras(of: call, group: "function", known: ["name", "arguments"], tape, body)
            parts.append(Part(.toolCall(ToolCall(id: legacy.call(name), name: name, input: input)), extras: extras))
        }
        let extras = FieldReader.extras(of: message, known: known, tape, body)
        conversation.add(.assistant, parts, extras: extras)
    }

    /// The parts that a message's `content` holds: a text or a list of parts, or nothing.
    private static func content(
        of message: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [Part] {
        guard let content = tape.member("content", of: message, in: body) else { return [] }
        switch tape.nodes[content].kind {
        case .null: return []
        case .string:
            let text = try FieldReader.text(content, "content", tape, body)
            return text.isEmpty ? [] : [.text(text)]
        case .array:
            var parts: [Part] = []
            var place = 0
            try tape.forEachElement(of: content) { (element) throws(TranslationProblem) in
                do throws(TranslationProblem) {
                    if let part = try ChatPartDecoder.part(element, tape, body) { parts.append(part) }
                } catch {
                    throw error.inside("content[\(place)]")
                }
                place += 1
            }
            return parts
        default:
            throw .malformed("content", "must be a string or a list of parts")
        }
    }
}
