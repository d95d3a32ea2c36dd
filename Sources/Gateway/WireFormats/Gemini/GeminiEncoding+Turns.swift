// SPDX-License-Identifier: Apache-2.0

import Conversation

extension GeminiEncoding {
    /// Said for the user where the provider wants the user to speak first.
    private static let opening = "(continue)"
    /// Traces of what another provider searched; the text of the answer tells what it found.
    private static let traces: Set<String> = [
        "server_tool_use", "web_search_tool_result", "web_search_call", "web_fetch_tool_result",
    ]

    private var leadingInstructions: Int {
        conversation.turns.firstIndex { $0.role != .system } ?? conversation.turns.count
    }

    /// The `systemInstruction`, nil if there is none.
    mutating func systemInstruction() throws(TranslationProblem) -> [UInt8]? {
        var parts: [[UInt8]] = []
        var extras: [ExtraField] = []
        for turn in conversation.turns[..<leadingInstructions] {
            if isOwn { extras += turn.extras } else { try checkFields(turn.extras, in: .system) }
            for part in turn.parts {
                if isOwn { parts.append(ownPart(part)) } else if let text = try instruction(part) { parts.append(text) }
            }
        }
        for sentence in instructions { parts.append(Self.textPart(sentence)) }
        guard !parts.isEmpty || !extras.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("parts")
        writer.beginArray()
        for part in parts { writer.raw(part) }
        writer.endArray()
        for field in extras { writer.member(field.name, raw: field.json) }
        writer.endObject()
        return writer.bytes
    }

    private mutating func instruction(_ part: Part) throws(TranslationProblem) -> [UInt8]? {
        try checkFields(part.extras, in: .system)
        guard case .text(let text) = part.content else {
            throw inexpressible("\(client.turns)[].content", "an instruction that is not text has no equivalent")
        }
        return text.isEmpty ? nil : Self.textPart(text)
    }

    // MARK: Contents

    mutating func contents() throws(TranslationProblem) -> [UInt8] {
        let contents = isOwn ? ownContents() : try foreignContents()
        var writer = JSONWriter()
        writer.beginArray()
        for content in contents { content.write(to: &writer) }
        writer.endArray()
        return writer.bytes
    }

    private mutating func ownContents() -> [GeminiContent] {
        var contents: [GeminiContent] = []
        for turn in conversation.turns[leadingInstructions...] {
            let parts = turn.parts.map { ownPart($0) }
            contents.append(GeminiContent(isModels: turn.role == .assistant, parts: parts, extras: turn.extras))
        }
        return contents
    }

    private mutating func foreignContents() throws(TranslationProblem) -> [GeminiContent] {
        var contents: [GeminiContent] = []
        var calls: [String: String] = [:]
        for turn in conversation.turns[leadingInstructions...] {
            try checkFields(turn.extras, in: turn.role)
            var content = GeminiContent(isModels: turn.role == .assistant)
            switch turn.role {
            case .system:
                drop("system_in_turn")
                for part in turn.parts {
                    guard case .text(let text) = part.content else {
                        throw inexpressible(
                            "\(client.turns)[].content", "an instruction that is not text has no equivalent")
                    }
                    content.parts.append(Self.textPart("<system>\n\(text)\n</system>"))
                }
            case .user: try add(turn.parts, to: &content, calls)
            case .assistant: try addModels(turn.parts, to: &content, &calls)
            }
            if content.isEmpty { continue }
            if let last = contents.last, last.isModels == content.isModels {
                contents[contents.count - 1].results += content.results
                contents[contents.count - 1].parts += content.parts
            } else {
                contents.append(content)
            }
        }
        if contents.first?.isModels ?? true {
            contents.insert(GeminiContent(isModels: false, parts: [Self.textPart(Self.opening)]), at: 0)
        }
        return contents
    }

    private mutating func add(
        _ parts: [Part], to content: inout GeminiContent, _ calls: [String: String]
    ) throws(TranslationProblem) {
        var attachments: [[UInt8]] = []
        for part in parts {
            try checkFields(part.extras, in: .user)
            switch part.content {
            case .text(let text), .refusal(let text): if !text.isEmpty { content.parts.append(Self.textPart(text)) }
            case .media(let media): content.parts.append(try foreignMedia(media))
            case .toolResult(let result):
                content.results.append(try foreignResult(result, calls, &attachments))
            case .toolCall, .reasoning:
                throw inexpressible("\(client.turns)[].content", "this part of a user's turn does not go")
            case .opaque(let type, _): throw inexpressible("\(client.turns)[].content[].\(type)")
            }
        }
        content.results += attachments
    }

    private mutating func addModels(
        _ parts: [Part], to content: inout GeminiContent, _ calls: inout [String: String]
    ) throws(TranslationProblem) {
        var isSigned = !model.isThird
        for part in parts {
            try checkFields(part.extras, in: .assistant)
            switch part.content {
            case .text(let text), .refusal(let text): if !text.isEmpty { content.parts.append(Self.textPart(text)) }
            case .media(let media): content.parts.append(try foreignMedia(media))
            case .toolCall(let call):
                let name = name(call.name, namespace: call.namespace, isCustom: call.isCustom)
                calls[call.id] = name
                // Without any signature the provider refuses calls that its model did not make.
                let signature = isSigned ? nil : Array(#""skip_thought_signature_validator""#.utf8)
                isSigned = true
                content.parts.append(callPart(call, named: name, signature))
            case .reasoning: drop(client.reasoningText)
            case .opaque(let type, _):
                guard Self.traces.contains(type) else { throw inexpressible("\(client.turns)[].content[].\(type)") }
                drop("\(client.turns)[].\(type)")
            case .toolResult:
                throw inexpressible("\(client.turns)[].content", "a result in the model's turn does not go")
            }
        }
    }

    static func textPart(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("text", string: text)
        writer.endObject()
        return writer.bytes
    }
}
