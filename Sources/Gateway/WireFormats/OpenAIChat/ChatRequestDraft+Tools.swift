// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The tools of a chat completion's request.
extension ChatRequestDraft {
    mutating func writeTools() throws(TranslationProblem) {
        let offered = try offeredTools()
        if !offered.isEmpty {
            writer.key("tools")
            writer.beginArray()
            for tool in offered { try write(tool) }
            writer.endArray()
        }
        // Providers refuse a choice among no tools.
        if isOwn || !offered.isEmpty {
            try writeChoice(offered)
            if let parallel = conversation.allowsParallelCalls {
                writer.member("parallel_tool_calls", boolean: parallel)
            }
        }
    }

    private mutating func offeredTools() throws(TranslationProblem) -> [Tool] {
        var offered: [Tool] = []
        for tool in conversation.tools {
            switch tool.kind {
            case .function, .custom: offered.append(tool)
            case .webSearch where isOwn:
                writer.key("web_search_options")
                writer.beginObject()
                tool.extras.write(to: &writer)
                writer.endObject()
            case .webSearch:
                if conversation.toolChoice == .tool(name: tool.name) {
                    throw losses.refusal(.toolChoice, "demands a search of the web, which this provider does not offer")
                }
                losses.drop("\(ClientField.tool.name(in: conversation.origin)).\(tool.name)")
            case .opaque(let type, _):
                if isOwn {
                    offered.append(tool)
                } else {
                    throw losses.refusal(.tool, "of the type \(type) is run by its own provider only")
                }
            }
        }
        if !isOwn, offered.isEmpty, conversation.toolChoice == .required, !conversation.tools.isEmpty {
            throw losses.refusal(.toolChoice, "demands a search of the web, which this provider does not offer")
        }
        // Only OpenAI itself can narrow a choice down to some of the tools; elsewhere only those are offered.
        if !isOwn, !target.isOpenAI, case .anyOf(let chosen) = conversation.toolChoice {
            return offered.filter { chosen.contains($0.name) }
        }
        return offered
    }

    private mutating func write(_ tool: Tool) throws(TranslationProblem) {
        if case .opaque(_, let json) = tool.kind { return writer.raw(json) }
        let isCustom = isOwn && tool.kind == .custom
        let kind = isCustom ? "custom" : "function"
        writer.beginObject()
        writer.member("type", string: kind)
        writer.key(kind)
        writer.beginObject()
        writer.member("name", string: name(tool))
        if tool.kind == .custom, !isOwn {
            if let words = CustomTool.description(tool) { writer.member("description", string: words) }
            writer.member("parameters", raw: CustomTool.schema)
            try losses.leave(CustomTool.otherExtras(tool), .tool)
        } else {
            if let words = tool.description { writer.member("description", string: words) }
            if let schema = tool.schema { writer.member("parameters", raw: schema) }
            if let strict = tool.isStrict { writer.member("strict", boolean: strict) }
            if !isOwn { try losses.leave(tool.extras, .tool) }
        }
        if isCustom {
            tool.extras.write(to: &writer)
        } else if isOwn {
            tool.extras.write(inside: "function", to: &writer)
        }
        writer.endObject()
        if isCustom {
            tool.extras.write(inside: "tool", to: &writer)
        } else if isOwn {
            tool.extras.write(to: &writer)
        }
        writer.endObject()
    }

    // MARK: The choice

    private mutating func writeChoice(_ offered: [Tool]) throws(TranslationProblem) {
        switch conversation.toolChoice {
        case nil: break
        case .auto: writer.member("tool_choice", string: "auto")
        case .some(.none): writer.member("tool_choice", string: "none")
        case .required: writer.member("tool_choice", string: "required")
        case .tool(let name):
            writer.key("tool_choice")
            writeReference(name, offered)
        case .anyOf(let chosen):
            if !isOwn, !target.isOpenAI { return writer.member("tool_choice", string: "required") }
            writer.key("tool_choice")
            writer.beginObject()
            writer.member("type", string: "allowed_tools")
            writer.key("allowed_tools")
            writer.beginObject()
            writer.member("mode", string: "required")
            writer.key("tools")
            writer.beginArray()
            for name in chosen { writeReference(name, offered) }
            writer.endArray()
            writer.endObject()
            writer.endObject()
        case .opaque(let json):
            if isOwn { return writer.member("tool_choice", raw: json) }
            throw losses.refusal(.toolChoice, "has no equivalent in chat completions")
        }
    }

    private mutating func writeReference(_ chosen: String, _ offered: [Tool]) {
        let tool = offered.first { $0.name == chosen }
        let kind = isOwn && tool?.kind == .custom ? "custom" : "function"
        let name = tool.map { self.name($0) } ?? self.name(chosen, nil, isCustom: false)
        writer.beginObject()
        writer.member("type", string: kind)
        writer.key(kind)
        writer.beginObject()
        writer.member("name", string: name)
        writer.endObject()
        writer.endObject()
    }
}
