// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The turns of a message's request: instructions on top, then users and models in turn, a user first.
extension MessagesRequestDraft {
    /// What providers are told where a text must stand and there is none.
    private static let nothing = Part.text("(empty)")
    private static let goOn = Part.text("(continue)")

    /// Writes the instructions that begin the conversation; returns the turns after them.
    mutating func writeSystem() throws(TranslationProblem) -> ArraySlice<Turn> {
        var turns = conversation.turns[...]
        var parts: [Part] = []
        while let first = turns.first, first.role == .system, !isOwn || first.extras.isEmpty && parts.isEmpty {
            if !isOwn { try losses.leave(first.extras, .turn) }
            parts += first.parts
            turns = turns.dropFirst()
        }
        if !isOwn {
            parts = parts.filter(Self.saysSomething)
            if conversation.options.format == .jsonObject {
                parts.append(.text("Answer with one JSON object and nothing else."))
            }
        }
        guard !parts.isEmpty else { return turns }
        writer.key("system")
        if parts.count == 1, case .text(let text) = parts[0].content, !isOwn || parts[0].extras.isEmpty {
            writer.string(text)
            if !isOwn { try losses.leave(parts[0].extras, .part) }
        } else {
            writer.beginArray()
            for part in parts { try write(part) }
            writer.endArray()
        }
        return turns
    }

    /// The turns as this format has them.
    mutating func messages(_ turns: ArraySlice<Turn>) throws(TranslationProblem) -> [Turn] {
        if isOwn { return Array(turns) }
        var messages: [Turn] = []
        func add(_ role: Turn.Role, _ parts: [Part]) {
            if messages.last?.role == role {
                messages[messages.count - 1].parts += parts
            } else {
                if messages.isEmpty, role == .assistant { messages.append(Turn(.user, [Self.goOn])) }
                messages.append(Turn(role, parts))
            }
        }
        for turn in turns {
            try losses.leave(turn.extras, turn.role == .assistant ? .earlierAnswer : .turn)
            switch turn.role {
            case .user: add(.user, turn.parts.filter(Self.saysSomething))
            case .assistant: add(.assistant, answer(turn.parts))
            case .system:
                losses.drop("system_in_turn")
                add(.user, Self.wrapped(turn.parts))
            }
        }
        if messages.isEmpty { add(.user, [Self.goOn]) }
        if messages.last?.role == .assistant {
            if model.takesBegunAnswers {
                Self.trimEnd(&messages[messages.count - 1].parts)
            } else {
                add(.user, [Self.goOn])
            }
        }
        for place in messages.indices {
            let parts = messages[place].parts
            if parts.isEmpty { messages[place].parts = [Self.nothing] }
            guard messages[place].role == .user, let first = parts.firstIndex(where: { !$0.isToolResult }),
                parts[first...].contains(where: \.isToolResult)
            else { continue }
            messages[place].parts = parts.filter(\.isToolResult) + parts.filter { !$0.isToolResult }
        }
        return messages
    }

    /// An earlier answer less what only its own provider can read.
    private mutating func answer(_ parts: [Part]) -> [Part] {
        var kept: [Part] = []
        for part in parts {
            switch part.content {
            case .reasoning: losses.drop(.reasoningPart)
            case .opaque(let type, _) where OpaquePart.isOwnSearch(type):
                losses.drop("\(ClientField.part.name(in: conversation.origin)).\(type)")
            case .refusal(let text): kept.append(.text(text))
            default: if Self.saysSomething(part) { kept.append(part) }
            }
        }
        return kept
    }

    /// Instructions in the middle of a conversation, in words that a model knows them by.
    private static func wrapped(_ parts: [Part]) -> [Part] {
        var texts: [String] = []
        var others: [Part] = []
        for part in parts where saysSomething(part) {
            if case .text(let text) = part.content { texts.append(text) } else { others.append(part) }
        }
        if texts.isEmpty { return others }
        return [.text("<system>\n\(texts.joined(separator: "\n"))\n</system>")] + others
    }

    /// Whether a part is more than white space, which providers refuse.
    static func saysSomething(_ part: Part) -> Bool {
        guard case .text(let text) = part.content else { return true }
        return !text.trimmingSpace.isEmpty
    }

    /// Takes away white space at the end of an answer that the model shall go on with, which providers refuse.
    private static func trimEnd(_ parts: inout [Part]) {
        guard let last = parts.last, case .text(let text) = last.content else { return }
        var rest = text.utf8[...]
        while let byte = rest.last, byte == 0x20 || (9...13).contains(byte) { rest.removeLast() }
        if rest.count < text.utf8.count { parts[parts.count - 1].content = .text(String(Substring(rest))) }
    }

    mutating func write(_ turn: Turn) throws(TranslationProblem) {
        writer.beginObject()
        switch turn.role {
        case .user: writer.member("role", string: "user")
        case .assistant: writer.member("role", string: "assistant")
        case .system: writer.member("role", string: "system")
        }
        try writeContent(turn.parts, isAnswer: turn.role == .assistant)
        if isOwn {
            turn.extras.write(to: &writer)
            if turn.extras.has("output_config") {
                writer.key("output_config")
                writer.beginObject()
                turn.extras.write(inside: "output_config", to: &writer)
                writer.endObject()
            }
        }
        writer.endObject()
    }
}
