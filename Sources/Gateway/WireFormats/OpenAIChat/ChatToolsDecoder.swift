// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads what tools a chat completion's request offers, and which of them must be used.
struct ChatToolsDecoder {
    private var tools: Int?
    private var functions: Int?
    private var choice: Int?
    private var legacyChoice: Int?

    /// Notes where a field is; they are read in the order that the format gives them, not in that of the request.
    mutating func found(_ name: String, _ value: Int) {
        switch name {
        case "tools": tools = value
        case "functions": functions = value
        case "tool_choice": choice = value
        default: legacyChoice = value
        }
    }

    func read(
        _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        if let tools { try Self.list("tools", tools, tape, body, into: &conversation, ChatToolReading.tool) }
        if let functions {
            try Self.list("functions", functions, tape, body, into: &conversation) {
                (index, tape, body) throws(TranslationProblem) in
                try ChatToolReading.function(index, known: ["cache_control"], tape, body)
            }
        }
        if let choice { conversation.toolChoice = try Self.choice(choice, tape, body) }
        guard let legacyChoice else { return }
        // The newer field holds if both are there.
        if choice == nil, let understood = try Self.legacyChoice(legacyChoice, tape, body) {
            conversation.toolChoice = understood
        } else {
            let field = ExtraField(name: "function_call", json: tape.raw(legacyChoice, in: body))
            conversation.extras = (conversation.extras + [field]).inOrder
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
        if let names = allowed(value, tape, body) { return .anyOf(names) }
        return .opaque(tape.raw(value, in: body))
    }

    /// The name of the tool that the object at `index` names, if it says that and nothing more.
    private static func toolName(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> String? {
        for kind in ["function", "custom"] as [StaticString] {
            guard let type = tape.member("type", of: index, in: body), tape.matches(type, kind, in: body),
                let member = tape.member(kind, of: index, in: body),
                FieldReader.hasOnly(["type", kind], index, tape, body),
                FieldReader.hasOnly(["name"], member, tape, body)
            else { continue }
            return tape.text("name", of: member, in: body)
        }
        return nil
    }

    /// The names of the tools of which one must be used, if the object at `index` says that and nothing more.
    private static func allowed(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> [String]? {
        guard let type = tape.member("type", of: index, in: body), tape.matches(type, "allowed_tools", in: body),
            let allowed = tape.member("allowed_tools", of: index, in: body),
            FieldReader.hasOnly(["type", "allowed_tools"], index, tape, body),
            FieldReader.hasOnly(["mode", "tools"], allowed, tape, body),
            tape.text("mode", of: allowed, in: body) == "required",
            let tools = tape.member("tools", of: allowed, in: body), tape.nodes[tools].kind == .array
        else { return nil }
        var names: [String] = []
        var isPlain = true
        tape.forEachElement(of: tools) { tool in
            if let name = toolName(tool, tape, body) { names.append(name) } else { isPlain = false }
        }
        return isPlain ? names : nil
    }

    /// The choice in the older field; nil if it says more than is understood.
    private static func legacyChoice(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> ToolChoice? {
        switch tape.string(at: value, in: body) {
        case "auto": return .auto
        case "none": return ToolChoice.none
        case nil:
            guard let name = tape.text("name", of: value, in: body) else {
                throw .malformed("function_call", "must be auto, none or name a function")
            }
            return FieldReader.hasOnly(["name"], value, tape, body) ? .tool(name: name) : nil
        case .some: throw .malformed("function_call", "must be auto, none or name a function")
        }
    }
}
