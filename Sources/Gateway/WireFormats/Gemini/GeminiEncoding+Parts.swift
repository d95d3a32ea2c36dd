// SPDX-License-Identifier: Apache-2.0

import Conversation

extension GeminiEncoding {
    /// Names of the objects in which a part's extra fields may stand.
    private static let nests = ["inlineData.", "fileData.", "functionCall.", "functionResponse."]

    /// A part as this format itself had it.
    mutating func ownPart(_ part: Part) -> [UInt8] {
        var writer = JSONWriter()
        switch part.content {
        case .opaque(_, let json): return json
        case .text(let text), .refusal(let text):
            writer.beginObject()
            writer.member("text", string: text)
        case .reasoning(let reasoning):
            writer.beginObject()
            writer.member("text", string: reasoning.text)
            writer.key("thought")
            writer.boolean(true)
            if let signature = reasoning.signature { writer.member("thoughtSignature", string: signature) }
        case .media(let media):
            writer.beginObject()
            write(media, part.extras, to: &writer)
        case .toolCall(let call):
            writer.beginObject()
            write(call, named: call.name, part.extras, to: &writer)
        case .toolResult(let result):
            writer.beginObject()
            writeOwn(result, part.extras, to: &writer)
        }
        for field in part.extras where !Self.nests.contains(where: { field.name.hasPrefix($0) }) {
            writer.member(field.name, raw: field.json)
        }
        writer.endObject()
        return writer.bytes
    }

    mutating func callPart(_ call: ToolCall, named name: String, _ signature: [UInt8]?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        write(call, named: name, [], to: &writer)
        if let signature { writer.member("thoughtSignature", raw: signature) }
        writer.endObject()
        return writer.bytes
    }

    private mutating func write(
        _ call: ToolCall, named name: String, _ extras: [ExtraField], to writer: inout JSONWriter
    ) {
        writer.key("functionCall")
        writer.beginObject()
        writer.member("id", string: call.id)
        writer.member("name", string: name)
        writer.key("args")
        GeminiWords.write(arguments: call.input, isCustom: call.isCustom, to: &writer, &tape)
        Self.write(extras, under: "functionCall.", to: &writer)
        writer.endObject()
    }

    // MARK: Media

    private func write(_ media: Media, _ extras: [ExtraField] = [], to writer: inout JSONWriter) {
        let field: String
        switch media.source {
        case .base64: field = "inlineData"
        case .url, .file: field = "fileData"
        case .text(let text): return writer.member("text", string: text)
        }
        writer.key(field)
        writer.beginObject()
        let mimeType = isOwn ? media.mimeType : GeminiMedia.mimeType(media)
        if !mimeType.isEmpty { writer.member("mimeType", string: mimeType) }
        switch media.source {
        case .base64(let data): writer.member("data", string: data)
        case .url(let address), .file(let address): writer.member("fileUri", string: address)
        case .text: break
        }
        if isOwn, let name = media.name { writer.member("displayName", string: name) }
        Self.write(extras, under: "\(field).", to: &writer)
        writer.endObject()
    }

    /// A part with media that came in another format.
    mutating func foreignMedia(_ media: Media) throws(TranslationProblem) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch media.source {
        case .base64, .url:
            if media.name != nil { drop(client.mediaName) }
            write(media, to: &writer)
        case .text(let text):
            let title = media.name.map { "\($0)\n\n" } ?? ""
            writer.member("text", string: title + text)
        case .file: throw inexpressible("\(client.turns)[].content[].file_id", "a file kept elsewhere cannot be read")
        }
        writer.endObject()
        return writer.bytes
    }

    // MARK: Results

    private mutating func writeOwn(_ result: ToolResult, _ extras: [ExtraField], to writer: inout JSONWriter) {
        var text = ""
        var parts: [[UInt8]] = []
        for part in result.parts {
            if case .text(let piece) = part.content { text += piece } else { parts.append(ownPart(part)) }
        }
        write(result, named: result.name, text, parts, extras, to: &writer)
    }

    /// A result that came in another format; media that the model does not take inside it come after all results.
    mutating func foreignResult(
        _ result: ToolResult, _ calls: [String: String], _ attachments: inout [[UInt8]]
    ) throws(TranslationProblem) -> [UInt8] {
        var texts: [String] = []
        var nested: [[UInt8]] = []
        for part in result.parts {
            try checkFields(part.extras, in: .user)
            switch part.content {
            case .text(let text), .refusal(let text): if !text.isEmpty { texts.append(text) }
            case .media(let media):
                if case .text = media.source {
                    texts.append(foreignText(media))
                } else if model.isThird, case .base64 = media.source {
                    nested.append(try foreignMedia(media))
                } else {
                    attachments.append(try foreignMedia(media))
                    texts.append("[\(Self.word(media.kind)) \(attachments.count) follows]")
                }
            case .opaque(let type, _): throw inexpressible("\(client.turns)[].content[].content[].\(type)")
            case .toolCall, .toolResult, .reasoning:
                throw inexpressible("\(client.turns)[].content[].content", "this part of a result does not go")
            }
        }
        let name =
            calls[result.callID]
            ?? name(result.name.isEmpty ? "tool" : result.name, namespace: nil, isCustom: result.isCustom)
        var writer = JSONWriter()
        writer.beginObject()
        write(result, named: name, texts.joined(separator: "\n"), nested, [], to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private func foreignText(_ media: Media) -> String {
        guard case .text(let text) = media.source else { return "" }
        return media.name.map { "\($0)\n\n\(text)" } ?? text
    }

    private mutating func write(
        _ result: ToolResult, named name: String, _ text: String, _ parts: [[UInt8]], _ extras: [ExtraField],
        to writer: inout JSONWriter
    ) {
        writer.key("functionResponse")
        writer.beginObject()
        writer.member("id", string: result.callID)
        writer.member("name", string: name)
        writer.key("response")
        GeminiToolOutput.write(text, isError: result.isError, to: &writer, &tape)
        if !parts.isEmpty {
            writer.key("parts")
            writer.beginArray()
            for part in parts { writer.raw(part) }
            writer.endArray()
        }
        Self.write(extras, under: "functionResponse.", to: &writer)
        writer.endObject()
    }

    private static func word(_ kind: Media.Kind) -> String {
        switch kind {
        case .image: "image"
        case .audio: "audio"
        case .document: "document"
        case .video: "video"
        }
    }
}
