// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the body of generateContent, streamGenerateContent or countTokens.
///
/// The model is not read: the path names it.
enum GeminiRequestDecoder {
    /// - Throws: the first field that is not of the format's shape.
    static func decode(_ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Conversation {
        var root = tape.root
        // Who counts tokens of more than contents wraps a whole request.
        if tape.member("contents", of: root, in: body) == nil,
            let wrapped = GeminiFields.member(
                "generateContentRequest", "generate_content_request", of: root, tape, body),
            tape.nodes[wrapped].kind == .object
        {
            root = wrapped
        }
        var conversation = Conversation(origin: .gemini)
        var contents: Int?
        var instruction: Int?
        try GeminiFields.forEach(of: root, at: "", tape, body) { (name, value) throws(TranslationProblem) in
            switch name {
            case "contents": contents = value
            case "systemInstruction": instruction = value
            case "tools":
                conversation.tools = try GeminiToolsDecoder.tools(value, tape, body)
            case "toolConfig":
                try GeminiToolsDecoder.config(value, tape, body, into: &conversation)
            case "generationConfig":
                try GeminiOptionsDecoder.decode(value, tape, body, into: &conversation)
            default:
                // A member's key stands right before its value.
                if !isReadElsewhere(value - 1, tape, body) {
                    conversation.extras.append(ExtraField(name: name, json: tape.raw(value, in: body)))
                }
            }
        }
        guard let contents, tape.nodes[contents].kind == .array else {
            throw GeminiFields.malformed("contents", "a list of contents")
        }
        var turns = GeminiTurnsDecoder()
        if let instruction { try turns.instruction(instruction, tape, body, into: &conversation) }
        var index = 0
        try tape.forEachElement(of: contents) { (content) throws(TranslationProblem) in
            try turns.content(content, index, tape, body, into: &conversation)
            index += 1
        }
        return conversation
    }

    /// Fields that are about the caller, the session or state, in every format and in this one spelling, and those
    /// that the address stands for.
    private static func isReadElsewhere(_ key: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Bool {
        switch tape.string(at: key, in: body) {
        case "model", "stream", "user", "safety_identifier", "prompt_cache_key", "client_metadata", "cache_control",
            "store", "metadata", "session_id", "thread_id", "conversation_id", "thread", "previous_response_id",
            "conversation", "container", "mcp_servers":
            true
        default: false
        }
    }
}
