// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a request for a message.
enum MessagesRequestDecoder {
    /// Reads the request whose object is the tape's root.
    ///
    /// - Throws: a `.malformed` problem that names the field which is not of the format's shape.
    static func decode(_ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Conversation {
        var conversation = Conversation(origin: .anthropicMessages)
        var options = MessagesOptionsDecoder()
        var system: Int?
        var messages: Int?
        try tape.forEachMember(of: tape.root) { (key, value) throws(TranslationProblem) in
            guard !tape.isNull(value) else { return }
            let name = tape.string(at: key, in: body) ?? tape.rawText(key, in: body)
            switch name {
            case "model": conversation.model = try FieldReader.text(value, name, tape, body)
            case "system": system = value
            case "messages": messages = value
            case "tools": try MessagesToolsDecoder.readTools(value, tape, body, into: &conversation)
            case "tool_choice": try MessagesToolsDecoder.readChoice(value, tape, body, into: &conversation)
            default: try options.read(name, value, tape, body)
            }
        }
        (conversation.options, conversation.extras) = options.finish(conversation.extras, tape, body)
        if let system {
            let parts = try MessagesPartDecoder.content(system, "system", tape, body, skipsBilling: true)
            if !parts.isEmpty { conversation.add(.system, parts) }
        }
        guard let messages else { throw .malformed("messages", "must be there") }
        try FieldReader.require(.array, messages, "messages", tape)
        var place = 0
        try tape.forEachElement(of: messages) { (message) throws(TranslationProblem) in
            do throws(TranslationProblem) {
                try read(message, tape, body, into: &conversation)
            } catch {
                throw error.inside("messages[\(place)]")
            }
            place += 1
        }
        return conversation
    }

    private static func read(
        _ message: Int, _ tape: JSONTape, _ body: Span<UInt8>, into conversation: inout Conversation
    ) throws(TranslationProblem) {
        try FieldReader.require(.object, message, "", tape)
        let role: Turn.Role
        switch try FieldReader.requiredText("role", of: message, tape, body) {
        case "user": role = .user
        case "assistant": role = .assistant
        case "system": role = .system
        default: throw .malformed("role", "must be user, assistant or system")
        }
        var parts: [Part] = []
        if let content = tape.member("content", of: message, in: body) {
            parts = try MessagesPartDecoder.content(content, "content", tape, body)
        }
        var extras = FieldReader.extras(
            of: message, known: ["role", "content", "output_config", "cache_control"], tape, body)
        // Newer clients say for each turn how much effort it is worth.
        if let config = tape.member("output_config", of: message, in: body), !tape.isNull(config) {
            try FieldReader.require(.object, config, "output_config", tape)
            extras += FieldReader.extras(of: config, group: "output_config", known: [], tape, body)
        }
        conversation.add(role, parts, extras: extras.inOrder)
    }
}
