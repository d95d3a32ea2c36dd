// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The tools of a message's request.
extension MessagesRequestDraft {
    mutating func writeTools() throws(TranslationProblem) {
        var offered = conversation.tools
        // Only all tools or one of them can be demanded here, so of several demanded ones only those are offered.
        if case .anyOf(let chosen) = conversation.toolChoice, chosen.count > 1 {
            offered = offered.filter { chosen.contains($0.name) }
        }
        if !offered.isEmpty {
            writer.key("tools")
            writer.beginArray()
            for tool in offered { try write(tool) }
            writer.endArray()
        }
        // Providers refuse a choice among no tools.
        if isOwn || !offered.isEmpty { try writeChoice(offered) }
    }

    private mutating func write(_ tool: Tool) throws(TranslationProblem) {
        switch tool.kind {
        case .opaque(let type, let json):
            if isOwn { return writer.raw(json) }
            throw losses.refusal(.tool, "of the type \(type) is run by its own provider only")
        case .webSearch: try writeSearch(tool)
        case .custom:
            writer.beginObject()
            writer.member("name", string: name(tool))
            if let words = CustomTool.description(tool) { writer.member("description", string: words) }
            writer.member("input_schema", raw: CustomTool.schema)
            try losses.leave(CustomTool.otherExtras(tool), .tool)
            writer.endObject()
        case .function:
            writer.beginObject()
            writer.member("name", string: name(tool))
            if let words = tool.description { writer.member("description", string: words) }
            if let schema = tool.schema {
                writer.member("input_schema", raw: isOwn ? schema : Self.objectSchema(schema))
            } else if !isOwn {
                writer.member("input_schema", raw: Self.noArguments)
            }
            if let strict = tool.isStrict {
                if isOwn || strict && model.enforcesSchemas {
                    writer.member("strict", boolean: strict)
                } else if strict {
                    losses.drop(.strictTool)
                }
            }
            if isOwn { tool.extras.write(to: &writer) } else { try losses.leave(tool.extras, .tool) }
            writer.endObject()
        }
    }

    private static let noArguments = Array(#"{"type":"object","properties":{}}"#.utf8)

    /// A schema that says that it is an object's, as this format demands.
    private static func objectSchema(_ schema: [UInt8]) -> [UInt8] {
        var tape = JSONTape()
        let body = schema.span
        guard (try? tape.scan(body)) != nil, tape.nodes[tape.root].kind == .object,
            tape.member("type", of: tape.root, in: body) == nil
        else { return schema }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", string: "object")
        tape.forEachMember(of: tape.root) { key, value in
            writer.rawKey(tape.raw(key, in: body))
            writer.raw(tape.raw(value, in: body))
        }
        writer.endObject()
        return writer.bytes
    }

    private mutating func writeSearch(_ tool: Tool) throws(TranslationProblem) {
        writer.beginObject()
        if !isOwn || !tool.extras.contains(where: { $0.name == "type" }) {
            writer.member("type", string: MessagesWords.webSearch)
        }
        writer.member("name", string: isOwn ? tool.name : "web_search")
        if isOwn {
            tool.extras.write(to: &writer)
        } else {
            for extra in tool.extras { writeSearchField(extra, of: tool) }
        }
        writer.endObject()
    }

    /// Writes where to search, which both sides know; what they do not is named.
    private mutating func writeSearchField(_ extra: ExtraField, of tool: Tool) {
        var tape = JSONTape()
        let body = extra.json.span
        if (try? tape.scan(body)) != nil {
            switch extra.name {
            case "user_location":
                let place = tape.member("approximate", of: tape.root, in: body) ?? tape.root
                guard tape.nodes[place].kind == .object else { break }
                writer.key("user_location")
                writer.beginObject()
                writer.member("type", string: "approximate")
                tape.forEachMember(of: place) { key, value in
                    if tape.isNull(value) || tape.matches(key, "type", in: body) { return }
                    writer.rawKey(tape.raw(key, in: body))
                    writer.raw(tape.raw(value, in: body))
                }
                writer.endObject()
                return
            case "filters":
                guard let domains = tape.member("allowed_domains", of: tape.root, in: body) else { break }
                return writer.member("allowed_domains", raw: tape.raw(domains, in: body))
            case "filters.allowed_domains": return writer.member("allowed_domains", raw: extra.json)
            default: break
            }
        }
        losses.drop("\(ClientField.tool.name(in: conversation.origin)).\(extra.name)")
    }

    // MARK: The choice

    private mutating func writeChoice(_ offered: [Tool]) throws(TranslationProblem) {
        var type = "auto"
        var chosen: String?
        switch conversation.toolChoice {
        case nil: if conversation.allowsParallelCalls != false { return }
        case .auto: break
        case .some(.none): type = "none"
        case .required: type = "any"
        case .tool(let name): (type, chosen) = ("tool", name)
        case .anyOf(let names): (type, chosen) = names.count == 1 ? ("tool", names[0]) : ("any", nil)
        case .opaque(let json):
            if isOwn { return writer.member("tool_choice", raw: json) }
            throw losses.refusal(.toolChoice, "has no equivalent in messages")
        }
        writer.key("tool_choice")
        writer.beginObject()
        writer.member("type", string: type)
        if let chosen {
            let tool = offered.first { $0.name == chosen }
            let isSearch = tool?.kind == .webSearch && !isOwn
            let name = isSearch ? "web_search" : tool.map { self.name($0) } ?? self.name(chosen, nil, isCustom: false)
            writer.member("name", string: name)
        }
        if let parallel = conversation.allowsParallelCalls, isOwn || !parallel && type != "none" {
            writer.member("disable_parallel_tool_use", boolean: !parallel)
        }
        if isOwn { conversation.extras.write(inside: "tool_choice", to: &writer) }
        writer.endObject()
    }
}
