// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The tools that are offered, and which of them must be used.
extension ResponsesRequestDecoder {
    static func tools(
        _ list: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [Tool] {
        try ResponsesShape.require(.array, list, .request, "tools", tape)
        var tools: [Tool] = []
        var number = 0
        try tape.forEachElement(of: list) { (element) throws(TranslationProblem) in
            let path = ResponsesPath.tool(number)
            try ResponsesShape.require(.object, element, path, "", tape)
            if let type = tape.member("type", of: element, in: body), tape.matches(type, "namespace", in: body),
                let members = tape.member("tools", of: element, in: body), tape.nodes[members].kind == .array,
                !ResponsesShape.isEmptyList(members, tape)
            {
                tools += try namespace(element, members, number, tape, body)
            } else {
                tools.append(try tool(element, path, tape, body))
            }
            number += 1
        }
        return tools
    }

    private static func namespace(
        _ element: Int, _ members: Int, _ number: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [Tool] {
        let path = ResponsesPath.tool(number)
        let name = try ResponsesShape.required("name", of: element, path, tape, body)
        let description = try ResponsesShape.optional("description", of: element, path, tape, body)
        let extras = try ResponsesShape.extras(
            of: element, known: ["type", "name", "description", "tools", "cache_control"], prefix: "namespace.", path,
            tape, body)
        var tools: [Tool] = []
        try tape.forEachElement(of: members) { (member) throws(TranslationProblem) in
            let path = ResponsesPath.member(tool: number, tools.count)
            try ResponsesShape.require(.object, member, path, "", tape)
            var tool = try tool(member, path, tape, body)
            tool.namespace = name
            tool.namespaceDescription = description
            // Once is enough to keep them.
            if tools.isEmpty { tool.extras += extras }
            tools.append(tool)
        }
        return tools
    }

    private static func tool(
        _ tool: Int, _ path: ResponsesPath, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Tool {
        let type = try ResponsesShape.required("type", of: tool, path, tape, body)
        switch type {
        case "function":
            let schema = tape.member("parameters", of: tool, in: body).flatMap { tape.isNull($0) ? nil : $0 }
            return Tool(
                .function, name: try ResponsesShape.required("name", of: tool, path, tape, body),
                description: try ResponsesShape.optional("description", of: tool, path, tape, body),
                schema: schema.map { tape.raw($0, in: body) },
                isStrict: try ResponsesShape.optionalFlag("strict", of: tool, path, tape, body),
                extras: try ResponsesShape.extras(
                    of: tool, known: ["type", "name", "description", "parameters", "strict", "cache_control"], path,
                    tape, body))
        case "custom":
            return Tool(
                .custom, name: try ResponsesShape.required("name", of: tool, path, tape, body),
                description: try ResponsesShape.optional("description", of: tool, path, tape, body),
                extras: try ResponsesShape.extras(
                    of: tool, known: ["type", "name", "description", "cache_control"], path, tape, body))
        case _ where isWebSearch(type):
            var known: [StaticString] = ["cache_control"]
            if type == "web_search" { known.append("type") }
            return Tool(
                .webSearch, name: "web_search",
                extras: try ResponsesShape.extras(of: tool, known: known, path, tape, body))
        default:
            return Tool(
                .opaque(type: type, json: FieldReader.unmarked(tool, tape, body)),
                name: tape.text("name", of: tool, in: body) ?? type)
        }
    }

    /// Whether the type is that of the search of the web, in one of its versions.
    private static func isWebSearch(_ type: String) -> Bool {
        type == "web_search" || type.hasPrefix("web_search_20") || type.hasPrefix("web_search_preview")
    }

    static func toolChoice(
        _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> ToolChoice {
        switch tape.nodes[value].kind {
        case .string:
            switch try ResponsesShape.string(value, .request, "tool_choice", tape, body) {
            case "auto": return .auto
            case "none": return .none
            case "required": return .required
            default: throw ResponsesShape.problem(.request, "tool_choice", "`auto`, `none`, `required` or an object")
            }
        case .object:
            if let name = plainName(value, tape, body) { return .tool(name: name) }
            if let names = required(value, tape, body) { return .anyOf(names) }
            return .opaque(tape.raw(value, in: body))
        default: throw ResponsesShape.problem(.request, "tool_choice", "a string or an object")
        }
    }

    /// The name of the function or custom tool that the object at `index` names, if it says nothing more.
    private static func plainName(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> String? {
        guard let type = tape.member("type", of: index, in: body),
            tape.matches(type, "function", in: body) || tape.matches(type, "custom", in: body),
            FieldReader.hasOnly(["type", "name"], index, tape, body)
        else { return nil }
        return tape.text("name", of: index, in: body)
    }

    /// The names of the tools of which one must be used, if the object at `index` says that and nothing more.
    private static func required(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> [String]? {
        guard let type = tape.member("type", of: index, in: body), tape.matches(type, "allowed_tools", in: body),
            let mode = tape.member("mode", of: index, in: body), tape.matches(mode, "required", in: body),
            FieldReader.hasOnly(["type", "mode", "tools"], index, tape, body),
            let tools = tape.member("tools", of: index, in: body), tape.nodes[tools].kind == .array
        else { return nil }
        var names: [String] = []
        var isPlain = true
        tape.forEachElement(of: tools) { tool in
            if let name = plainName(tool, tape, body) { names.append(name) } else { isPlain = false }
        }
        return isPlain && !names.isEmpty ? names : nil
    }
}
