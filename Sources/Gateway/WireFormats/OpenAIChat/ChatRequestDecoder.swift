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
        try tape.forEachMember(of: tape.root) { (key, value) throws(TranslationProblem) in
            guard !tape.isNull(value) else { return }
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
        (conversation.options, conversation.extras) = options.finish()
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
        try tape.forEachElement(of: messages) { (message) throws(TranslationProblem) in
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
