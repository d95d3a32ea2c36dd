// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The blocks of messages.
extension MessagesRequestDraft {
    /// Writes the member `content`: a text if that is all there is, else a list.
    mutating func writeContent(_ parts: [Part], isAnswer: Bool = false) throws(TranslationProblem) {
        writer.key("content")
        if parts.count == 1, case .text(let text) = parts[0].content, !isOwn || parts[0].extras.isEmpty {
            if !isOwn { try losses.leave(parts[0].extras, isAnswer ? .earlierAnswer : .part) }
            return writer.string(text)
        }
        writer.beginArray()
        for part in parts { try write(part, isAnswer) }
        writer.endArray()
    }

    mutating func write(_ part: Part, _ isAnswer: Bool = false) throws(TranslationProblem) {
        if !isOwn { try losses.leave(part.extras, isAnswer ? .earlierAnswer : .part) }
        switch part.content {
        case .text(let text), .refusal(let text):
            begin("text")
            writer.member("text", string: text)
        case .media(let media): return try write(media, part.extras)
        case .toolCall(let call): try write(call)
        case .toolResult(let result): try write(result)
        case .reasoning(let reasoning):
            begin(reasoning.isRedacted ? "redacted_thinking" : "thinking")
            if reasoning.isRedacted {
                writer.member("data", string: reasoning.signature ?? "")
            } else {
                writer.member("thinking", string: reasoning.text)
                if let signature = reasoning.signature { writer.member("signature", string: signature) }
            }
        case .opaque(let type, let json):
            if isOwn { return writer.raw(json) }
            guard let text = OpaquePart.text(type, json) else {
                throw losses.refusal(.part, "of the type \(type) has no equivalent in messages")
            }
            begin("text")
            writer.member("text", string: text)
        }
        if isOwn { part.extras.write(to: &writer) }
        writer.endObject()
    }

    private mutating func begin(_ type: String) {
        writer.beginObject()
        writer.member("type", string: type)
    }

    // MARK: Tools

    private mutating func write(_ call: ToolCall) throws(TranslationProblem) {
        begin("tool_use")
        writer.member("id", string: callID(call.id))
        writer.member("name", string: name(call.name, call.namespace, isCustom: call.isCustom))
        writer.key("input")
        if call.isCustom { return writer.raw(CustomTool.arguments(call.input)) }
        if isOwn { return writer.raw(call.input.utf8) }
        if call.input.trimmingSpace.isEmpty { return writer.raw("{}".utf8) }
        guard Self.isObject(Array(call.input.utf8)) else {
            throw losses.refusal(.callInput, "must be a JSON object to be sent to this provider")
        }
        writer.raw(call.input.utf8)
    }

    static func isObject(_ json: [UInt8]) -> Bool {
        var tape = JSONTape()
        guard (try? tape.scan(json.span)) != nil else { return false }
        return tape.nodes[tape.root].kind == .object
    }

    private mutating func write(_ result: ToolResult) throws(TranslationProblem) {
        begin("tool_result")
        writer.member("tool_use_id", string: callID(result.callID))
        let parts = isOwn ? result.parts : result.parts.filter(Self.saysSomething)
        if !parts.isEmpty { try writeContent(parts) }
        if result.isError { writer.member("is_error", boolean: true) }
    }

    // MARK: Media

    private mutating func write(_ media: Media, _ extras: [ExtraField]) throws(TranslationProblem) {
        guard media.kind == .image || media.kind == .document else {
            throw losses.refusal(.part, "is a \(media.kind), for which messages have no place")
        }
        let isImage = media.kind == .image
        begin(isImage ? "image" : "document")
        writer.key("source")
        writer.beginObject()
        switch media.source {
        case .url(let url):
            writer.member("type", string: "url")
            writer.member("url", string: url)
            if isOwn, !media.mimeType.isEmpty { writer.member("media_type", string: media.mimeType) }
        case .file(let id):
            guard isOwn else {
                throw losses.refusal(.part, "is a file at its own provider; send its data instead of its id")
            }
            writer.member("type", string: "file")
            writer.member("file_id", string: id)
            if !media.mimeType.isEmpty { writer.member("media_type", string: media.mimeType) }
        case .text(let text): writeText(text, media.mimeType)
        case .base64(let data): try writeData(data, media)
        }
        if isOwn { extras.write(inside: "source", to: &writer) }
        writer.endObject()
        if !isImage, let name = media.name { writer.member("title", string: name) }
        if isOwn {
            if extras.has("citations") {
                writer.key("citations")
                writer.beginObject()
                extras.write(inside: "citations", to: &writer)
                writer.endObject()
            }
            extras.write(to: &writer)
        }
        writer.endObject()
    }

    private mutating func writeText(_ text: String, _ mimeType: String) {
        writer.member("type", string: "text")
        writer.member("media_type", string: isOwn ? mimeType : "text/plain")
        writer.member("data", string: text)
    }

    private mutating func writeData(_ data: String, _ media: Media) throws(TranslationProblem) {
        var mimeType = media.mimeType
        if !isOwn {
            switch media.kind {
            case .image:
                if mimeType.isEmpty { mimeType = "image/png" }
                if mimeType == "image/jpg" { mimeType = "image/jpeg" }
            default:
                // Documents are PDF or plain text.
                if mimeType.hasPrefix("text/") || mimeType == "application/json" {
                    guard let text = Base64Text.decode(data) else {
                        throw losses.refusal(.part, "is said to be text and is not text in base64")
                    }
                    return writeText(text, mimeType)
                }
                if mimeType.isEmpty { mimeType = "application/pdf" }
                if mimeType != "application/pdf" {
                    throw losses.refusal(.part, "is a document as \(mimeType); messages take PDF and text")
                }
            }
        }
        writer.member("type", string: "base64")
        writer.member("media_type", string: mimeType)
        writer.member("data", string: data)
    }
}
