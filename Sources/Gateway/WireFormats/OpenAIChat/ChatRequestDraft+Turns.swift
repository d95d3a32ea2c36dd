// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The messages of a chat completion's request.
extension ChatRequestDraft {
    mutating func write(_ turn: Turn) throws(TranslationProblem) {
        if !isOwn { try losses.leave(turn.extras, turn.role == .assistant ? .earlierAnswer : .turn) }
        switch turn.role {
        case .system: try writeMessage("system", turn.parts[...], turn.extras)
        case .user: try writeUser(turn)
        case .assistant: try writeAssistant(turn)
        }
    }

    // MARK: The user

    private mutating func writeUser(_ turn: Turn) throws(TranslationProblem) {
        var media: [Part] = []
        var rest = turn.parts[...]
        while let first = rest.first, case .toolResult(let result) = first.content {
            try writeResult(result, first.extras, &media)
            rest = rest.dropFirst()
        }
        if rest.count < turn.parts.count, rest.isEmpty, media.isEmpty, turn.extras.isEmpty { return }
        try writeMessage("user", media.isEmpty ? rest : (media + rest)[...], turn.extras)
    }

    /// Tool messages hold nothing but text: what else a tool gave back follows in a message of the user's.
    private mutating func writeResult(
        _ result: ToolResult, _ extras: [ExtraField], _ media: inout [Part]
    ) throws(TranslationProblem) {
        var parts: [Part] = []
        for part in result.parts {
            guard !isOwn, case .media(let file) = part.content else {
                parts.append(part)
                continue
            }
            if case .text = file.source {
                parts.append(part)
                continue
            }
            let label = "\(file.kind) \(media.count / 2 + 1)"
            parts.append(.text("[\(label) follows]"))
            media += [.text("[\(label)]"), part]
        }
        if result.isError { Self.markError(&parts) }
        writer.beginObject()
        writer.member("role", string: "tool")
        writer.member("tool_call_id", string: callID(result.callID))
        if isOwn, !result.name.isEmpty, calls[result.callID] != result.name {
            writer.member("name", string: result.name)
        }
        try writeContent(parts[...])
        if isOwn { extras.write(to: &writer) } else { try losses.leave(extras, .part) }
        writer.endObject()
    }

    private static func markError(_ parts: inout [Part]) {
        guard let first = parts.first, case .text(let text) = first.content else {
            return parts.insert(.text("Error: the tool failed."), at: 0)
        }
        if text.prefix(5).lowercased() == "error" { return }
        parts[0].content = .text("Error: \(text)")
    }

    // MARK: The model

    private mutating func writeAssistant(_ turn: Turn) throws(TranslationProblem) {
        var words: [Part] = []
        var calls: [(call: ToolCall, extras: [ExtraField])] = []
        var thoughts = ""
        var refusal = ""
        for part in turn.parts {
            switch part.content {
            case .text(let text):
                if isOwn || !text.isEmpty { words.append(part) } else { try losses.leave(part.extras, .earlierAnswer) }
            case .media, .toolResult: words.append(part)
            case .refusal(let text): refusal += text
            case .toolCall(let call): calls.append((call, part.extras))
            case .reasoning(let reasoning):
                if isOwn { thoughts += reasoning.text } else { losses.drop(.reasoningPart) }
            case .opaque(let type, _):
                if !isOwn, OpaquePart.isOwnSearch(type) {
                    losses.drop("\(ClientField.part.name(in: conversation.origin)).\(type)")
                } else {
                    words.append(part)
                }
            }
        }
        writer.beginObject()
        writer.member("role", string: "assistant")
        if words.isEmpty, !calls.isEmpty || !refusal.isEmpty {
            writer.nullMember("content")
        } else {
            try writeContent(words[...], isAnswer: true)
        }
        if !thoughts.isEmpty { writer.member("reasoning_content", string: thoughts) }
        if !refusal.isEmpty { writer.member("refusal", string: refusal) }
        if !calls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for (call, extras) in calls { try write(call, extras) }
            writer.endArray()
        }
        if isOwn { turn.extras.write(to: &writer) }
        writer.endObject()
    }

    private mutating func write(_ call: ToolCall, _ extras: [ExtraField]) throws(TranslationProblem) {
        calls[call.id] = call.name
        let name = name(call.name, call.namespace, isCustom: call.isCustom)
        let isCustom = isOwn && call.isCustom
        let kind = isCustom ? "custom" : "function"
        writer.beginObject()
        writer.member("id", string: callID(call.id))
        writer.member("type", string: kind)
        writer.key(kind)
        writer.beginObject()
        writer.member("name", string: name)
        if isCustom {
            writer.member("input", string: call.input)
        } else if call.isCustom {
            let arguments = CustomTool.arguments(call.input)
            writer.member("arguments", string: String(decoding: arguments, as: UTF8.self))
        } else {
            writer.member("arguments", string: call.input.isEmpty && !isOwn ? "{}" : call.input)
        }
        if isOwn { extras.write(inside: kind, to: &writer) }
        writer.endObject()
        if isOwn { extras.write(to: &writer) } else { try losses.leave(extras, .earlierAnswer) }
        writer.endObject()
    }
}
