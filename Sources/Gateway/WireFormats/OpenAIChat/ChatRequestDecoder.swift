// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads a request for a chat completion.
enum ChatRequestDecoder {
    /// Reads the request whose object is the tape's root.
    ///
    /// - Throws: a `.malformed` problem that names the field which is not of the format's shape.
    static func decode(_ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Conversation {
        var conversation = Conversation(origin: .openAIChat)
        var options = ChatOptionsDecoder()
        var messages: Int?
        var search: Int?
        var tools = ChatToolsDecoder()
        // Loops instead of closures: what a closure holds on to is copied when it is handed on.
        var members = tape.members(of: tape.root)
        while let (key, value) = members.next(in: tape) {
            if tape.isNull(value) { continue }
            let name = tape.string(at: key, in: body) ?? tape.rawText(key, in: body)
            switch name {
            case "model": conversation.model = try FieldReader.text(value, name, tape, body)
            case "messages": messages = value
            case "web_search_options": search = value
            case "tools", "functions", "tool_choice", "function_call":
                tools.found(name, value)
            case "parallel_tool_calls": conversation.allowsParallelCalls = try FieldReader.flag(value, name, tape)
            default: try options.read(name, value, tape, body)
            }
        }
        options.finish(into: &conversation)
        try tools.read(tape, body, into: &conversation)
        // It is no member of the list of tools; its place among them is always the last.
        if let search {
            try FieldReader.require(.object, search, "web_search_options", tape)
            let extras = FieldReader.extras(of: search, known: [], tape, body)
            conversation.tools.append(Tool(.webSearch, name: "web_search", extras: extras))
        }
        guard let messages else { throw .malformed("messages", "must be there") }
        // Legacy function calls have no ids, so they are numbered through the whole conversation.
        var legacy = ChatLegacyCalls()
        try FieldReader.require(.array, messages, "messages", tape)
        var place = 0
        var elements = tape.elements(of: messages)
        while let message = elements.next(in: tape) {
            do throws(TranslationProblem) {
                try ChatMessageDecoder.read(message, tape, body, &legacy, into: &conversation)
            } catch {
                throw error.inside("messages[\(place)]")
            }
            place += 1
        }
        return conversation
    }
}
