// SPDX-License-Identifier: Apache-2.0

import Conversation

extension GeminiEncoding {
    /// The `tools`, nil if there are none.
    mutating func tools() throws(TranslationProblem) -> [UInt8]? {
        guard !conversation.tools.isEmpty else { return nil }
        let hasFunctions = conversation.tools.contains(where: \.isCallable)
        var writer = JSONWriter()
        writer.beginArray()
        if hasFunctions {
            writer.beginObject()
            writer.key("functionDeclarations")
            writer.beginArray()
            for tool in conversation.tools where tool.isCallable { try write(tool, to: &writer) }
            writer.endArray()
            writer.endObject()
        }
        for tool in conversation.tools {
            switch tool.kind {
            case .function, .custom: break
            case .webSearch: try writeSearch(tool, besideFunctions: hasFunctions, to: &writer)
            case .opaque(let type, let json):
                guard isOwn else { throw inexpressible("tools[].\(type)") }
                writer.raw(json)
            }
        }
        writer.endArray()
        return writer.bytes.count > 2 ? writer.bytes : nil
    }

    private mutating func writeSearch(
        _ tool: Tool, besideFunctions: Bool, to writer: inout JSONWriter
    ) throws(TranslationProblem) {
        if !isOwn {
            try checkFields(of: tool)
            // The provider refuses to search the web in a request that also has functions.
            if besideFunctions { return drop(client.webSearch) }
        }
        writer.beginObject()
        writer.key("googleSearch")
        writer.beginObject()
        if isOwn { Self.write(tool.extras, under: "", to: &writer) }
        writer.endObject()
        writer.endObject()
    }

    private mutating func checkFields(of tool: Tool) throws(TranslationProblem) {
        for field in tool.extras where tool.kind != .custom || field.name != "format" {
            guard GeminiForeignField.isHarmlessInTool(field) else { throw inexpressible("tools[].\(field.name)") }
            if field.name != "type" { drop("tools[].\(field.name)") }
        }
    }

    private mutating func write(_ tool: Tool, to writer: inout JSONWriter) throws(TranslationProblem) {
        let isCustom = tool.kind == .custom
        if !isOwn { try checkFields(of: tool) }
        writer.beginObject()
        writer.member("name", string: name(tool.name, namespace: tool.namespace, isCustom: isCustom))
        var description = tool.description
        if isCustom, let grammar = grammar(of: tool) {
            description = [description, grammar].compactMap(\.self).joined(separator: "\n\n")
        }
        if let description { writer.member("description", string: description) }
        if isCustom {
            writer.key("parametersJsonSchema")
            writer.beginObject()
            writer.member("type", string: "object")
            writer.key("properties")
            writer.beginObject()
            writer.member(ToolNames.customInput, raw: #"{"type":"string"}"#.utf8)
            writer.endObject()
            writer.member("required", raw: "[\"\(ToolNames.customInput)\"]".utf8)
            writer.endObject()
        } else if let schema = tool.schema {
            writer.member("parametersJsonSchema", raw: schema)
        }
        if isOwn { Self.write(tool.extras, under: "", to: &writer) }
        writer.endObject()
    }

    /// A sentence that tells the model what a custom tool's `format` demands of its input.
    private mutating func grammar(of tool: Tool) -> String? {
        guard let format = tool.extras.first(where: { $0.name == "format" })?.json,
            (try? tape.scan(format.span)) != nil,
            let definition = tape.text("definition", of: tape.root, in: format.span)
                ?? tape.member("grammar", of: tape.root, in: format.span).flatMap({
                    tape.text("definition", of: $0, in: format.span)
                })
        else { return nil }
        let syntax = tape.text("syntax", of: tape.root, in: format.span) ?? ""
        return "The input must match this \(syntax) grammar:\n\(definition)"
    }

    /// What a tool is called at the provider.
    mutating func name(_ name: String, namespace: String?, isCustom: Bool) -> String {
        isOwn ? name : names.name(name, namespace: namespace, isCustom: isCustom)
    }

    // MARK: Which tools to use

    /// The `toolConfig`, nil if the model decides anyway.
    mutating func toolConfig() throws(TranslationProblem) -> [UInt8]? {
        let path = "toolConfig.functionCallingConfig"
        var calling = JSONWriter()
        calling.beginObject()
        if let choice = conversation.toolChoice {
            try write(
                choice, isValidated: isOwn && conversation.extras.contains { $0.name == "\(path).mode" }, &calling)
        } else if isStrict {
            calling.member("mode", string: "VALIDATED")
        }
        if isOwn {
            let others = conversation.extras.filter { $0.name != "\(path).mode" }
            Self.write(others, under: "\(path).", to: &calling)
        }
        calling.endObject()
        var whole = calling.bytes
        if isOwn, case .opaque(let json) = conversation.toolChoice { whole = json }
        var writer = JSONWriter()
        writer.beginObject()
        if whole.count > 2 { writer.member("functionCallingConfig", raw: whole) }
        if isOwn { Self.write(conversation.extras, under: "toolConfig.", except: "\(path).", to: &writer) }
        writer.endObject()
        return writer.bytes.count > 2 ? writer.bytes : nil
    }

    /// Whether the client wants calls to keep to their schemas, which another mode makes sure of.
    private var isStrict: Bool { !isOwn && conversation.tools.contains { $0.isCallable && $0.isStrict == true } }

    private mutating func write(
        _ choice: ToolChoice, isValidated: Bool, _ writer: inout JSONWriter
    ) throws(TranslationProblem) {
        if !isOwn, !conversation.tools.contains(where: \.isCallable) {
            switch choice {
            case .auto, .none: return
            case .required, .tool, .anyOf, .opaque: throw inexpressible("tool_choice", "does not go without functions")
            }
        }
        switch choice {
        case .auto: writer.member("mode", string: isValidated || isStrict ? "VALIDATED" : "AUTO")
        case .none: writer.member("mode", string: "NONE")
        case .required: writer.member("mode", string: "ANY")
        case .tool(let name): try write(allowed: [name], &writer)
        case .anyOf(let names): try write(allowed: names, &writer)
        case .opaque: if !isOwn { throw inexpressible("tool_choice") }
        }
    }

    private mutating func write(allowed: [String], _ writer: inout JSONWriter) throws(TranslationProblem) {
        writer.member("mode", string: "ANY")
        writer.key("allowedFunctionNames")
        writer.beginArray()
        for name in allowed {
            let tool = conversation.tools.first { $0.name == name }
            if !isOwn, let tool, !tool.isCallable {
                throw inexpressible("tool_choice", "demands a tool that cannot be demanded")
            }
            writer.string(self.name(name, namespace: tool?.namespace, isCustom: tool?.kind == .custom))
        }
        writer.endArray()
    }
}
