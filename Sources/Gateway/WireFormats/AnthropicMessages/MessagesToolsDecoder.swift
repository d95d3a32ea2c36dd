// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads what tools a message's request offers, and which of them must be used.
enum MessagesToolsDecoder {
    static func readTools(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        try FieldReader.require(.array, value, "tools", tape)
        var place = 0
        try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
            do throws(TranslationProblem) {
                conversation.tools.append(try tool(element, tape, body))
            } catch {
                throw error.inside("tools[\(place)]")
            }
            place += 1
        }
    }

    private static func tool(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Tool {
        try FieldReader.require(.object, index, "", tape)
        let type = try FieldReader.optionalText("type", of: index, tape, body) ?? "custom"
        guard type == "custom" else {
            let name = try FieldReader.optionalText("name", of: index, tape, body) ?? type
            guard type.hasPrefix("web_search_") else {
                return Tool(.opaque(type: type, json: FieldReader.unmarked(index, tape, body)), name: name)
            }
            // The version is a field like others: newer ones do more than search.
            var known: [StaticString] = ["name", "cache_control"]
            if type == MessagesWords.webSearch { known.append("type") }
            return Tool(
                .webSearch, name: name, extras: FieldReader.extras(of: index, known: known, tape, body))
        }
        let name = try FieldReader.requiredText("name", of: index, tape, body)
        var schema: [UInt8]?
        if let input = tape.member("input_schema", of: index, in: body), !tape.isNull(input) {
            schema = tape.raw(input, in: body)
        }
        return Tool(
            name: name, description: try FieldReader.optionalText("description", of: index, tape, body),
            schema: schema, isStrict: try FieldReader.optionalFlag("strict", of: index, tape, body),
            extras: FieldReader.extras(
                of: index, known: ["type", "name", "description", "input_schema", "strict", "cache_control"], tape,
                body))
    }

    static func readChoice(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        try FieldReader.require(.object, value, "tool_choice", tape)
        var known: [StaticString] = ["type", "disable_parallel_tool_use"]
        switch tape.text("type", of: value, in: body) {
        case "auto": conversation.toolChoice = .auto
        case "any": conversation.toolChoice = .required
        case "none": conversation.toolChoice = ToolChoice.none
        case "tool":
            guard let name = tape.text("name", of: value, in: body) else {
                throw .malformed("tool_choice.name", "must be there and be a string")
            }
            conversation.toolChoice = .tool(name: name)
            known.append("name")
        case nil: throw .malformed("tool_choice.type", "must be there and be a string")
        case .some: return conversation.toolChoice = .opaque(tape.raw(value, in: body))
        }
        if let disabled = tape.member("disable_parallel_tool_use", of: value, in: body), !tape.isNull(disabled) {
            conversation.allowsParallelCalls =
                try !FieldReader.flag(disabled, "tool_choice.disable_parallel_tool_use", tape)
        }
        conversation.extras += FieldReader.extras(of: value, group: "tool_choice", known: known, tape, body)
    }
}
