// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads one part of a chat message's content.
enum ChatPartDecoder {
    /// The part at `index`; nil for a text without words.
    static func part(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Part? {
        try FieldReader.require(.object, index, "", tape)
        let type = try FieldReader.requiredText("type", of: index, tape, body)
        switch type {
        case "text":
            let text = try FieldReader.requiredText("text", of: index, tape, body)
            return said(part(.text(text), index, ["text"], tape, body), text)
        case "refusal":
            let text = try FieldReader.requiredText("refusal", of: index, tape, body)
            return said(part(.refusal(text), index, ["refusal"], tape, body), text)
        case "image_url":
            if let part = image(index, tape, body) { return part }
        case "input_audio":
            if let part = audio(index, tape, body) { return part }
        case "file":
            if let part = file(index, tape, body) { return part }
        default: break
        }
        return Part(.opaque(type: type, json: FieldReader.unmarkedPart(index, tape, body)))
    }

    /// The part, or nil if it has no words and nothing else either.
    private static func said(_ part: Part, _ text: String) -> Part? {
        text.isEmpty && part.extras.isEmpty ? nil : part
    }

    private static func part(
        _ content: Part.Content, _ index: Int, _ known: [StaticString], _ tape: JSONTape, _ body: Span<UInt8>
    ) -> Part {
        Part(content, extras: FieldReader.extras(of: index, known: ["type", "cache_control"] + known, tape, body))
    }

    private static func image(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Part? {
        guard let member = tape.member("image_url", of: index, in: body),
            let url = tape.string(at: member, in: body) ?? tape.text("url", of: member, in: body)
        else { return nil }
        let media: Media
        if let data = DataURL(url) {
            media = Media(.image, mimeType: data.mimeType, .base64(data.base64))
        } else {
            media = Media(.image, .url(url))
        }
        var part = part(.media(media), index, ["image_url"], tape, body)
        part.extras += FieldReader.extras(of: member, group: "image_url", known: ["url"], tape, body)
        part.extras = part.extras.inOrder
        return part
    }

    private static func audio(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Part? {
        guard let member = tape.member("input_audio", of: index, in: body),
            let data = tape.text("data", of: member, in: body), let format = tape.text("format", of: member, in: body)
        else { return nil }
        let media = Media(.audio, mimeType: "audio/\(format)", .base64(data))
        var part = part(.media(media), index, ["input_audio"], tape, body)
        part.extras += FieldReader.extras(of: member, group: "input_audio", known: ["data", "format"], tape, body)
        part.extras = part.extras.inOrder
        return part
    }

    private static func file(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Part? {
        guard let member = tape.member("file", of: index, in: body) else { return nil }
        let name = tape.text("filename", of: member, in: body)
        var known: [StaticString] = name == nil ? [] : ["filename"]
        let media: Media
        if let data = tape.text("file_data", of: member, in: body) {
            if let url = DataURL(data) {
                media = Media(.document, mimeType: url.mimeType, .base64(url.base64), name: name)
            } else {
                media = Media(.document, .base64(data), name: name)
            }
            known.append("file_data")
        } else if let id = tape.text("file_id", of: member, in: body) {
            media = Media(.document, .file(id), name: name)
            known.append("file_id")
        } else {
            return nil
        }
        var part = part(.media(media), index, ["file"], tape, body)
        part.extras += FieldReader.extras(of: member, group: "file", known: known, tape, body)
        part.extras = part.extras.inOrder
        return part
    }
}
