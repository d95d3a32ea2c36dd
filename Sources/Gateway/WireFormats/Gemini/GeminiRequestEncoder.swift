// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes a conversation as the body of generateContent; whether it streams, the path says.
enum GeminiRequestEncoder {
    /// - Throws: the first field that Gemini has no words for and that cannot be left out.
    static func encode(
        _ conversation: Conversation, for target: EncodingTarget
    ) throws(TranslationProblem) -> TranslatedRequest {
        var encoding = GeminiEncoding(conversation, target)
        try encoding.checkFields()
        // The tools first: they give the names that calls in the turns go by.
        let tools = try encoding.tools()
        let choice = try encoding.toolConfig()
        let options = try encoding.generationConfig()
        let contents = try encoding.contents()
        var writer = JSONWriter()
        writer.beginObject()
        if let instruction = try encoding.systemInstruction() { writer.member("systemInstruction", raw: instruction) }
        writer.member("contents", raw: contents)
        if let tools { writer.member("tools", raw: tools) }
        if let choice { writer.member("toolConfig", raw: choice) }
        if let options { writer.member("generationConfig", raw: options) }
        if encoding.isOwn {
            for field in conversation.extras where !GeminiEncoding.isNested(field.name) {
                writer.member(field.name, raw: field.json)
            }
        }
        writer.endObject()
        return TranslatedRequest(body: writer.bytes, tools: encoding.names, dropped: encoding.dropped)
    }
}
