// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads `tools` and `toolConfig`.
enum GeminiToolsDecoder {
    static func tools(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [Tool] {
        guard tape.nodes[value].kind == .array else { throw GeminiFields.malformed("tools", "a list of tools") }
        var tools: [Tool] = []
        var index = 0
        try tape.forEachElement(of: value) { (tool) throws(TranslationProblem) in
            let path = "tools[\(index)]"
            index += 1
            var members: [(name: String, value: Int)] = []
            try GeminiFields.forEach(of: tool, at: path, tape, body) { members.append(($0, $1)) }
            // The order of keys says nothing, so several tools in one object come in the order of their names.
            if members.count > 1 { members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
            for (name, member) in members {
                switch name {
                case "functionDeclarations": tools += try functions(member, "\(path).\(name)", tape, body)
                case "googleSearch":
                    var search = Tool(.webSearch, name: "web_search")
                    try GeminiFields.forEach(of: member, at: "\(path).\(name)", tape, body) { name, member in
                        search.extras.append(ExtraField(name: name, json: tape.raw(member, in: body)))
                    }
                    tools.append(search)
                default:
                    var json = JSONWriter()
                    json.beginObject()
                    json.member(name, raw: tape.raw(member, in: body))
                    json.endObject()
                    tools.append(Tool(.opaque(type: name, json: json.bytes), name: name))
                }
            }
        }
        return tools
    }

    private static func functions(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [Tool] {
        guard tape.nodes[value].kind == .array else { throw GeminiFields.malformed(path, "a list of functions") }
        var functions: [Tool] = []
        try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
            let path = "\(path)[\(functions.count)]"
            var tool = Tool(name: "")
            var schema: Int?
            var jsonSchema: Int?
            try GeminiFields.forEach(of: element, at: path, tape, body) { (name, member) throws(TranslationProblem) in
                let place = "\(path).\(name)"
                switch name {
                case "name": tool.name = try GeminiFields.text(member, place, tape, body)
                case "description": tool.description = try GeminiFields.text(member, place, tape, body)
                case "parameters": schema = member
                case "parametersJsonSchema": jsonSchema = member
                default: tool.extras.append(ExtraField(name: name, json: tape.raw(member, in: body)))
                }
            }
            if let schema {
                tool.schema = try GeminiSchema.standard(schema, tape, body, "\(path).parameters")
                if let jsonSchema {
                    tool.extras.append(ExtraField(name: "parametersJsonSchema", json: tape.raw(jsonSchema, in: body)))
                }
            } else if let jsonSchema {
                tool.schema = tape.raw(jsonSchema, in: body)
            }
            if tool.name.isEmpty { throw GeminiFields.malformed("\(path).name", "the name of a function") }
            functions.append(tool)
        }
        return functions
    }

    // MARK: Which tools to use

    static func config(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        var choice: ToolChoice?
        var extras: [ExtraField] = []
        try GeminiFields.forEach(of: value, at: "toolConfig", tape, body) { (name, member) throws(TranslationProblem) in
            if name == "functionCallingConfig" {
                choice = try calling(member, tape, body, &extras)
            } else {
                extras.append(ExtraField(name: "toolConfig.\(name)", json: tape.raw(member, in: body)))
            }
        }
        conversation.toolChoice = choice
        conversation.extras += extras
    }

    private static func calling(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ extras: inout [ExtraField]
    ) throws(TranslationProblem) -> ToolChoice? {
        let path = "toolConfig.functionCallingConfig"
        var mode = ""
        var names: [String] = []
        var others: [ExtraField] = []
        try GeminiFields.forEach(of: value, at: path, tape, body) { (name, member) throws(TranslationProblem) in
            let place = "\(path).\(name)"
            switch name {
            case "mode": mode = try GeminiFields.text(member, place, tape, body).uppercased()
            case "allowedFunctionNames": names = try GeminiFields.texts(member, place, tape, body)
            default: others.append(ExtraField(name: place, json: tape.raw(member, in: body)))
            }
        }
        let choice: ToolChoice?
        switch (mode, names.count) {
        case ("", 0), ("MODE_UNSPECIFIED", 0): choice = nil
        case ("AUTO", 0): choice = .auto
        case ("NONE", 0): choice = ToolChoice.none
        case ("ANY", 0): choice = .required
        case ("ANY", 1): choice = .tool(name: names[0])
        case ("ANY", _): choice = .anyOf(names)
        case ("VALIDATED", 0):
            // The model decides, and keeps to the schemas if it calls.
            choice = .auto
            others.append(ExtraField(name: "\(path).mode", json: Array("\"VALIDATED\"".utf8)))
        default: return .opaque(json(mode, names, others.map { ($0.name.dropFirst(path.count + 1), $0.json) }))
        }
        extras += others
        return choice
    }

    /// The same in one spelling, whichever it came in.
    private static func json(_ mode: String, _ names: [String], _ others: [(Substring, [UInt8])]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if !mode.isEmpty { writer.member("mode", string: mode) }
        if !names.isEmpty {
            writer.key("allowedFunctionNames")
            writer.beginArray()
            for name in names { writer.string(name) }
            writer.endArray()
        }
        for (name, json) in others.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
            writer.member(String(name), raw: json)
        }
        writer.endObject()
        return writer.bytes
    }
}
