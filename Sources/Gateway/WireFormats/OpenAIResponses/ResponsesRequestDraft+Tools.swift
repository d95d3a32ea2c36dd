// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Tools, and which of them must be used.
extension ResponsesRequestDraft {
    mutating func writeTools() throws(TranslationProblem) {
        if !conversation.tools.isEmpty {
            writer.key("tools")
            writer.beginArray()
            var rest = conversation.tools[...]
            while let first = rest.first {
                if let namespace = first.namespace {
                    let members = rest.prefix { $0.namespace == namespace }
                    try write(namespace, Array(members))
                    rest = rest.dropFirst(members.count)
                } else {
                    try write(first)
                    rest.removeFirst()
                }
            }
            writer.endArray()
        }
        if let choice = conversation.toolChoice { try write(choice) }
        if let allows = conversation.allowsParallelCalls {
            writer.key("parallel_tool_calls")
            writer.boolean(allows)
        }
    }

    private mutating func write(_ namespace: String, _ members: [Tool]) throws(TranslationProblem) {
        writer.beginObject()
        writer.member("type", string: "namespace")
        writer.member("name", string: namespace)
        if let description = members.first?.namespaceDescription {
            writer.member("description", string: description)
        }
        for extra in members.first?.extras ?? [] where extra.name.hasPrefix(Self.ofNamespace) {
            writer.member(String(extra.name.dropFirst(Self.ofNamespace.count)), raw: extra.json)
        }
        writer.key("tools")
        writer.beginArray()
        for member in members { try write(member) }
        writer.endArray()
        writer.endObject()
    }

    /// What the names of fields begin with that are the namespace's rather than the tool's.
    private static let ofNamespace = "namespace."

    private mutating func write(_ tool: Tool) throws(TranslationProblem) {
        switch tool.kind {
        case .function:
            writer.beginObject()
            writer.member("type", string: "function")
            writer.member("name", string: name(of: tool))
            if let description = tool.description { writer.member("description", string: description) }
            if let schema = tool.schema {
                writer.member("parameters", raw: schema)
            } else if !isNative {
                writer.member("parameters", raw: #"{"type":"object","properties":{}}"#.utf8)
            }
            // Here a tool is strict unless it says otherwise; in other formats it is the other way round.
            if let isStrict = tool.isStrict ?? (isNative ? nil : false) {
                writer.key("strict")
                writer.boolean(isStrict)
            }
            try writeExtras(of: tool)
        case .custom:
            writer.beginObject()
            writer.member("type", string: "custom")
            writer.member("name", string: name(of: tool))
            if let description = tool.description { writer.member("description", string: description) }
            try writeExtras(of: tool)
        case .webSearch:
            writer.beginObject()
            if !tool.extras.contains(where: { $0.name == "type" }) || !isNative {
                writer.member("type", string: "web_search")
            }
            writeWebSearchExtras(tool)
        case .opaque(let type, let json):
            guard isNative else {
                throw refusal(
                    spelling.tool("type"),
                    "`\(type)` is a tool that only its own provider can run; leave it out, or choose one of that "
                        + "provider's models")
            }
            return writer.raw(json)
        }
        writer.endObject()
    }

    private mutating func writeExtras(of tool: Tool) throws(TranslationProblem) {
        for extra in tool.extras where !extra.name.hasPrefix(Self.ofNamespace) {
            if isNative {
                writer.member(extra.name, raw: extra.json)
            } else if extra.name == "format" || extra.name == "custom.format", tool.kind == .custom {
                writer.member("format", raw: Self.flatFormat(extra.json) ?? extra.json)
            } else if Self.harmless.contains(extra.name) || ResponsesClientSpelling.saysNothing(extra.json) {
                drop(spelling.tool(extra.name))
            } else {
                throw refusal(spelling.tool(extra.name))
            }
        }
    }

    private static let harmless: Set<String> = [
        "defer_loading", "cache_control", "eager_input_streaming", "input_examples", "allowed_callers", "response",
        "responseJsonSchema", "behavior", "type",
    ]

    /// A grammar as chat completions have it, which puts it into an object of its own: here it lies flat.
    private static func flatFormat(_ json: [UInt8]) -> [UInt8]? {
        var tape = JSONTape()
        do { try tape.scan(json.span) } catch { return nil }
        guard let grammar = tape.member("grammar", of: tape.root, in: json.span) else { return nil }
        var flat = JSONWriter()
        flat.beginObject()
        flat.member("type", string: "grammar")
        tape.forEachMember(of: grammar) { key, value in
            guard let name = tape.string(at: key, in: json.span) else { return }
            flat.member(name, raw: tape.raw(value, in: json.span))
        }
        flat.endObject()
        return flat.bytes
    }

    /// The search of the web takes the same hints everywhere; limits that only another provider's search knows are
    /// left out.
    private mutating func writeWebSearchExtras(_ tool: Tool) {
        for extra in tool.extras {
            switch extra.name {
            case _ where isNative: writer.member(extra.name, raw: extra.json)
            case "type", "name": break
            case "allowed_domains":
                writer.key("filters")
                writer.beginObject()
                writer.member("allowed_domains", raw: extra.json)
                writer.endObject()
            case "search_context_size": writer.member(extra.name, raw: extra.json)
            case "user_location" where conversation.origin == .anthropicMessages:
                writer.member(extra.name, raw: extra.json)
            default: drop(spelling.tool(extra.name))
            }
        }
    }

    private mutating func write(_ choice: ToolChoice) throws(TranslationProblem) {
        writer.key("tool_choice")
        switch choice {
        case .auto: writer.string("auto")
        case .none: writer.string("none")
        case .required: writer.string("required")
        case .tool(let name): reference(name)
        case .anyOf(let names):
            writer.beginObject()
            writer.member("type", string: "allowed_tools")
            writer.member("mode", string: "required")
            writer.key("tools")
            writer.beginArray()
            for name in names { reference(name) }
            writer.endArray()
            writer.endObject()
        case .opaque(let json):
            guard isNative else { throw refusal(spelling.option(.toolChoice)) }
            writer.raw(json)
        }
    }

    /// Writes which tool is meant by the client's name of it.
    private mutating func reference(_ name: String) {
        let tool = conversation.tools.first { $0.name == name }
        writer.beginObject()
        switch tool?.kind {
        case .webSearch where !isNative: writer.member("type", string: "web_search")
        case .custom:
            writer.member("type", string: "custom")
            writer.member("name", string: tool.map { self.name(of: $0) } ?? name)
        default:
            writer.member("type", string: "function")
            writer.member("name", string: tool.map { self.name(of: $0) } ?? name)
        }
        writer.endObject()
    }
}
