// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Turns as instructions and items of `input`.
extension ResponsesRequestDraft {
    mutating func writeInput() throws(TranslationProblem) {
        var turns = conversation.turns[...]
        // With nothing else in it a request needs the instructions as its input.
        if turns.count > 1, let first = turns.first, first.role == .system, first.extras.isEmpty,
            first.parts.count == 1, let text = first.parts[0].responsesText
        {
            writer.member("instructions", string: text)
            turns.removeFirst()
        }
        writer.key("input")
        writer.beginArray()
        if needsWordJSON { message("system", [.text("Answer with one JSON object and nothing else.")]) }
        for turn in turns { try write(turn) }
        writer.endArray()
    }

    /// OpenAI refuses to be asked for a JSON object in a request that has the word nowhere.
    private var needsWordJSON: Bool {
        guard conversation.options.format == .jsonObject, conversation.origin == .gemini else { return false }
        return !conversation.turns.contains { turn in
            turn.parts.contains { $0.responsesText?.lowercased().contains("json") ?? false }
        }
    }

    private mutating func write(_ turn: Turn) throws(TranslationProblem) {
        if !isNative {
            for extra in turn.extras {
                let isHarmless =
                    extra.name == "name" || extra.name == "output_config.effort"
                    || turn.role == .assistant && extra.name != "audio"
                    || ResponsesClientSpelling.saysNothing(extra.json)
                guard isHarmless else { throw refusal(spelling.message(extra.name)) }
                drop(spelling.message(extra.name))
            }
        }
        let role =
            switch turn.role {
            case .system: "system"
            case .user: "user"
            case .assistant: "assistant"
            }
        var owed: [Part] = []
        var extras = isNative ? turn.extras : []
        var hasSaid = false
        func isOneMessage(_ part: Part) -> Bool { owed.last.map { $0.responsesPhase == part.responsesPhase } ?? true }
        for part in turn.parts {
            if isItem(part.content) {
                if !owed.isEmpty { try flush() }
                try writeItem(part)
                hasSaid = true
            } else {
                if !isOneMessage(part) { try flush() }
                owed.append(part)
            }
        }
        if !owed.isEmpty || !hasSaid { try flush() }

        func flush() throws(TranslationProblem) {
            try message(role, owed, extras)
            (owed, extras, hasSaid) = ([], [], true)
        }
    }

    private func isItem(_ content: Part.Content) -> Bool {
        switch content {
        case .text, .media, .refusal: false
        case .toolCall, .toolResult, .reasoning: true
        case .opaque(let type, _): !ResponsesWords.isContent(type)
        }
    }

    /// Writes a message that holds plain texts only.
    private mutating func message(_ role: String, _ texts: [Part]) {
        writer.beginObject()
        writer.member("type", string: "message")
        writer.member("role", string: role)
        writer.member("content", string: texts.compactMap(\.responsesText).joined())
        writer.endObject()
    }

    private mutating func message(
        _ role: String, _ parts: [Part], _ extras: [ExtraField]
    ) throws(TranslationProblem) {
        writer.beginObject()
        writer.member("type", string: "message")
        writer.member("role", string: role)
        if isNative, let phase = parts.first?.responsesPhase { writer.member("phase", raw: phase) }
        for extra in extras { writer.member(extra.name, raw: extra.json) }
        writer.key("content")
        try write(parts, fromModel: role == "assistant")
        writer.endObject()
    }

    private mutating func writeItem(_ part: Part) throws(TranslationProblem) {
        switch part.content {
        case .reasoning(let reasoning):
            guard isNative else { return drop(spelling.reasoning) }
            writer.beginObject()
            writer.member("type", string: "reasoning")
            // A summary that is more than words comes with the other fields, as it was.
            if !part.extras.contains(where: { $0.name == "summary" }) {
                writer.key("summary")
                writer.beginArray()
                if !reasoning.text.isEmpty { writer.typed("summary_text", "text", reasoning.text) }
                writer.endArray()
            }
            if let signature = reasoning.signature { writer.member("encrypted_content", string: signature) }
        case .toolCall(let call):
            writer.beginObject()
            writer.member("type", string: call.isCustom ? "custom_tool_call" : "function_call")
            writer.member("call_id", string: call.id)
            if let namespace = call.namespace { writer.member("namespace", string: namespace) }
            writer.member("name", string: name(of: call))
            writer.member(call.isCustom ? "input" : "arguments", string: call.input)
        case .toolResult(let result):
            writer.beginObject()
            writer.member("type", string: result.isCustom ? "custom_tool_call_output" : "function_call_output")
            writer.member("call_id", string: result.callID)
            writer.key("output")
            try write(result.isError ? result.markedParts : result.parts, fromModel: false)
        case .opaque(let type, let json):
            guard isNative else {
                throw refusal(
                    spelling.part("type"), "`\(type)` has no equivalent in OpenAI's responses format; leave it out")
            }
            return writer.raw(json)
        case .text, .media, .refusal: return
        }
        try writeExtras(of: part, fromModel: conversation.isModels(part))
        writer.endObject()
    }

    /// Writes, leaves out or refuses the extra fields of a part, whose object is open.
    mutating func writeExtras(of part: Part, fromModel: Bool) throws(TranslationProblem) {
        for extra in part.extras where extra.name != "phase" {
            if isNative {
                writer.member(extra.name, raw: extra.json)
            } else if extra.name == "detail" || extra.name == "image_url.detail", case .media = part.content {
                writer.member("detail", raw: extra.json)
            } else if fromModel || Self.isHarmless(extra) {
                drop(spelling.part(extra.name))
            } else {
                throw refusal(spelling.part(extra.name))
            }
        }
    }

    private static func isHarmless(_ extra: ExtraField) -> Bool {
        switch extra.name {
        case "thoughtSignature", "mediaResolution", "caller", "name": true
        case "citations": extra.json.filter { $0 > 0x20 }.elementsEqual(#"{"enabled":false}"#.utf8)
        default: ResponsesClientSpelling.saysNothing(extra.json)
        }
    }
}

extension Conversation {
    /// Whether a part is the model's rather than the user's.
    fileprivate func isModels(_ part: Part) -> Bool {
        switch part.content {
        case .toolCall, .reasoning, .refusal: true
        case .text, .media, .toolResult, .opaque: false
        }
    }
}

extension Part {
    /// The text of a part that is nothing else, and not empty.
    var responsesText: String? {
        guard case .text(let text) = content, extras.isEmpty, !text.isEmpty else { return nil }
        return text
    }

    /// The phase of the message that the part is from, as raw JSON.
    var responsesPhase: [UInt8]? { extras.first { $0.name == "phase" }?.json }
}

extension ToolResult {
    /// The parts of a failed call's result, with a word that says so where the format has no other way.
    fileprivate var markedParts: [Part] {
        var marked = parts
        guard let place = parts.firstIndex(where: { if case .text = $0.content { true } else { false } }),
            case .text(let text) = parts[place].content
        else { return [.text("Error")] + parts }
        if !text.lowercased().hasPrefix("error") { marked[place].content = .text("Error: " + text) }
        return marked
    }
}

extension JSONWriter {
    /// Writes an object with a type and one text.
    fileprivate mutating func typed(_ type: String, _ name: String, _ text: String) {
        beginObject()
        member("type", string: type)
        member(name, string: text)
        endObject()
    }
}
