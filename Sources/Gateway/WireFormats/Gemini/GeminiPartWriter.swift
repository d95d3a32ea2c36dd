// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Writes the parts of an answer.
struct GeminiPartWriter: Sendable {
    /// Parts that only this format knows and that its clients can show.
    private static let known: Set<String> = [
        "executableCode", "codeExecutionResult", "fileData", "toolCall", "toolResponse",
    ]

    private let tools: ToolNames
    private var tape = JSONTape()

    init(_ tools: ToolNames) { self.tools = tools }

    /// The part as JSON; nil if the format cannot show it.
    mutating func json(_ part: Part) -> [UInt8]? {
        switch part.content {
        case .text(let text), .refusal(let text): return Self.text(text, signature: Self.signature(of: part))
        case .reasoning(let reasoning):
            if reasoning.isRedacted { return nil }
            return Self.thought(reasoning.text, signature: reasoning.signature)
        case .toolCall(let call): return self.call(call, signature: Self.signature(of: part))
        case .media(let media): return Self.media(media)
        case .opaque(let type, let json): return Self.known.contains(type) ? json : nil
        case .toolResult: return nil
        }
    }

    static func signature(of part: Part) -> [UInt8]? { part.extras.first { $0.name == "thoughtSignature" }?.json }

    static func text(_ text: String, signature: [UInt8]? = nil) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("text", string: text)
        if let signature { writer.member("thoughtSignature", raw: signature) }
        writer.endObject()
        return writer.bytes
    }

    /// A piece of thought; a signature that clients could not decode is left out.
    static func thought(_ text: String, signature: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("text", string: text)
        writer.key("thought")
        writer.boolean(true)
        if let signature, GeminiWords.isBase64(signature) { writer.member("thoughtSignature", string: signature) }
        writer.endObject()
        return writer.bytes
    }

    private mutating func call(_ call: ToolCall, signature: [UInt8]?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("functionCall")
        writer.beginObject()
        if !call.id.isEmpty { writer.member("id", string: call.id) }
        writer.member("name", string: tools.original(call.name).name)
        writer.key("args")
        GeminiWords.write(arguments: call.input, isCustom: call.isCustom, to: &writer, &tape)
        writer.endObject()
        if let signature { writer.member("thoughtSignature", raw: signature) }
        writer.endObject()
        return writer.bytes
    }

    private static func media(_ media: Media) -> [UInt8]? {
        guard case .base64(let data) = media.source else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("inlineData")
        writer.beginObject()
        writer.member("mimeType", string: GeminiMedia.mimeType(media))
        writer.member("data", string: data)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}
