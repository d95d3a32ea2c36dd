// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads what tools a chat completion's request offers, and which of them must be used.
enum ChatToolsDecoder {
    static func read(
        _ name: String, _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        switch name {
        case "tools": try list(name, value, tape, body, into: &conversation, tool)
        case "functions": try list(name, value, tape, body, into: &conversation, function)
        case "tool_choice": conversation.toolChoice = try choice(value, tape, body)
        default:
            // The newer field holds if both are there.
            let legacy = try legacyChoice(value, tape, body)
            conversation.toolChoice = conversation.toolChoice ?? legacy
        }
    }

    private static func list(
        _ name: String, _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation,
        _ read: (Int, JSONTape, Span<UInt8>) throws(TranslationProblem) -> Tool
    ) throws(TranslationProblem) {
        try FieldReader.require(.array, value, name, tape)
        var place = 0
        try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
            do throws(TranslationProblem) {
                try FieldReader.require(.object, element, "", tape)
                conversation.tools.append(try read(element, tape, body))
            } catch {
                throw error.inside("\(name)[\(place)]")
            }
            place += 1
        }
    }

    private static func tool(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Tool {
        let type = tape.text("type", of: index, in: body) ?? "function"
        switch type {
        case "function":
            guard let inner = tape.member("function", of: index, in: body), !tape.isNull(inner) else {
                // The flat spelling of the Responses format, which several clients use here.
                return try function(index, tape, body)
            }
            var tool: Tool
            do throws(TranslationProblem) {
                tool = try function(inner, tape, body)
            } catch {
                throw error.inside("function")
            }
            tool.extras = tool.extras.map { ExtraField(name: "function.\($0.name)", json: $0.json) }
            tool.extras += FieldReader.extras(of: index, known: ["type", "function"], tape, body)
            tool.extras = tool.extras.inOrder
            return tool
        case "custom":
            guard let inner = tape.member("custom", of: index, in: body) else {
                throw .malformed("custom", "must be an object")
            }
            do throws(TranslationProblem) {
                let name = try FieldReader.requiredText("name", of: inner, tape, body)
                var tool = Tool(.custom, name: name, description: tape.text("description", of: inner, in: body))
                tool.extras =
                    FieldReader.extras(of: inner, known: ["name", "description"], tape, body)
                    + FieldReader.extras(
                        of: index, group: "tool", known: ["type", "custom", "cache_control"], tape, body)
                return tool
            } catch {
                throw error.inside("custom")
            }
        default:
            return Tool(
                .opaque(type: type, json: FieldReader.unmarked(index, tape, body)),
                name: tape.text("name", of: index, in: body) ?? type)
        }
    }

    private static func function(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Tool {
        let name = try FieldReader.requiredText("name", of: index, tape, body)
        var schema: [UInt8]?
        if let parameters = tape.member("parameters", of: index, in: body), !tape.isNull(parameters) {
            schema = tape.raw(parameters, in: body)
        }
        return Tool(
            name: name, description: tape.text("description", of: index, in: body), schema: schema,
            isStrict: tape.flag("strict", of: index, in: body),
            extras: FieldReader.extras(
                of: index, known: ["type", "name", "description", "parameters", "strict"], tape, body))
    }

    // MARK: The choice

    private static func choice(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> ToolChoice {
        if let word = tape.string(at: value, in: body) {
            switch word {
            case "auto": return .auto
            case "none": return .none
            case "required": return .required
            default: throw .malformed("tool_choice", "must be auto, none, required or an object")
            }
        }
        try FieldReader.require(.object, value, "tool_choice", tape)
        if let name = toolName(value, tape, body) { return .tool(name: name) }
        if let allowed = tape.member("allowed_tools", of: value, in: body),
            tape.text("mode", of: allowed, in: body) == "required",
            let tools = tape.member("tools", of: allowed, in: body), tape.nodes[tools].kind == .array
        {
            var names: [String] = []
            var isPlain = true
            tape.forEachElement(of: tools) { tool in
                if let name = toolName(tool, tape, body) { names.append(name) } else { isPlain = false }
            }
            if isPlain { return .anyOf(names) }
        }
        return .opaque(tape.raw(value, in: body))
    }

    private static func toolName(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> String? {
        for kind in ["function", "custom"] as [StaticString] {
            if let member = tape.member(kind, of: index, in: body), let name = tape.text("name", of: member, in: body) {
                return name
            }
        }
        return nil
    }

    private static func legacyChoice(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> ToolChoice {
        switch tape.string(at: value, in: body) {
        case "auto": return .auto
        case "none": return .none
        case nil:
            guard let name = tape.text("name", of: value, in: body) else {
                throw .malformed("function_call", "must be auto, none or name a function")
            }
            return .tool(name: name)
        case .some: throw .malformed("function_call", "must be auto, none or name a function")
        }
    }
}
