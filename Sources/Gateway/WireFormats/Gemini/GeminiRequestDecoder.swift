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
        if let wrapped = GeminiFields.member(
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
            case "model": break
            default:
                if !isReadElsewhere(name) {
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

    /// Fields that are about the transport, the caller, the session or state, in every format.
    private static func isReadElsewhere(_ name: String) -> Bool {
        switch name {
        case "stream", "streamOptions", "user", "safetyIdentifier", "promptCacheKey", "clientMetadata", "cacheControl",
            "store", "metadata", "sessionId", "threadId", "conversationId", "thread", "previousResponseId",
            "conversation", "container", "mcpServers":
            true
        default: false
        }
    }
}
