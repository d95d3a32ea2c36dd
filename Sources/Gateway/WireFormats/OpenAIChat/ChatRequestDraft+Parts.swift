// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The contents of messages.
extension ChatRequestDraft {
    mutating func writeMessage(
        _ role: String, _ parts: ArraySlice<Part>, _ extras: [ExtraField]
    ) throws(TranslationProblem) {
        writer.beginObject()
        writer.member("role", string: role)
        try writeContent(parts)
        if isOwn { extras.write(to: &writer) }
        writer.endObject()
    }

    /// Writes the member `content`: a text if that is all there is, else a list.
    mutating func writeContent(_ parts: ArraySlice<Part>, isAnswer: Bool = false) throws(TranslationProblem) {
        writer.key("content")
        guard let first = parts.first else { return writer.string("") }
        if parts.count == 1, case .text(let text) = first.content, !isOwn || first.extras.isEmpty {
            try leave(first.extras, isAnswer)
            return writer.string(text)
        }
        writer.beginArray()
        for part in parts { try write(part, isAnswer) }
        writer.endArray()
    }

    private mutating func leave(_ extras: [ExtraField], _ isAnswer: Bool) throws(TranslationProblem) {
        if !isOwn { try losses.leave(extras, isAnswer ? .earlierAnswer : .part) }
    }

    private mutating func write(_ part: Part, _ isAnswer: Bool) throws(TranslationProblem) {
        try leave(part.extras, isAnswer)
        switch part.content {
        case .text(let text): writeText(text, part.extras)
        case .media(let media): try write(media, part.extras)
        case .refusal(let text): writeText(text, part.extras)
        case .opaque(let type, let json):
            if isOwn { return writer.raw(json) }
            guard let text = OpaquePart.text(type, json) else {
                throw losses.refusal(.part, "of the type \(type) has no equivalent in chat completions")
            }
            writeText(text, [])
        case .reasoning, .toolCall, .toolResult:
            throw losses.refusal(.part, "stands where chat completions have no place for it")
        }
    }

    private mutating func writeText(_ text: String, _ extras: [ExtraField]) {
        writer.beginObject()
        writer.member("type", string: "text")
        writer.member("text", string: text)
        if isOwn { extras.write(to: &writer) }
        writer.endObject()
    }

    private mutating func write(_ media: Media, _ extras: [ExtraField]) throws(TranslationProblem) {
        switch (media.kind, media.source) {
        case (.image, .url(let url)): writeImage(url, extras)
        case (.image, .base64(let data)):
            writeImage(DataURL.text(isOwn || !media.mimeType.isEmpty ? media.mimeType : "image/png", data), extras)
        case (.audio, .base64(let data)):
            guard let format = format(media.mimeType) else {
                throw losses.refusal(.part, "is sound as \(media.mimeType); chat completions take wav and mp3")
            }
            begin("input_audio")
            writer.member("data", string: data)
            writer.member("format", string: format)
            end("input_audio", extras)
        case (.document, .base64(let data)):
            begin("file")
            if let name = media.name ?? (isOwn ? nil : "document.pdf") { writer.member("filename", string: name) }
            let mimeType = isOwn || !media.mimeType.isEmpty ? media.mimeType : "application/pdf"
            writer.member("file_data", string: mimeType.isEmpty ? data : DataURL.text(mimeType, data))
            end("file", extras)
        case (.document, .file(let id)) where isOwn:
            begin("file")
            if let name = media.name { writer.member("filename", string: name) }
            writer.member("file_id", string: id)
            end("file", extras)
        case (_, .text(let text)): writeText(media.name.map { "\($0)\n\n\(text)" } ?? text, [])
        case (_, .file):
            throw losses.refusal(.part, "is a file at its own provider; send its data instead of its id")
        case (let kind, .url):
            throw losses.refusal(.part, "is a \(kind) by its address; chat completions take its data only")
        case (let kind, .base64):
            throw losses.refusal(.part, "is a \(kind), for which chat completions have no place")
        }
    }

    private func format(_ mimeType: String) -> String? {
        if isOwn { return String(mimeType.dropFirst("audio/".count)) }
        return switch mimeType.lowercased() {
        case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave": "wav"
        case "audio/mp3", "audio/mpeg": "mp3"
        default: nil
        }
    }

    private mutating func writeImage(_ url: String, _ extras: [ExtraField]) {
        begin("image_url")
        writer.member("url", string: url)
        end("image_url", extras)
    }

    private mutating func begin(_ type: String) {
        writer.beginObject()
        writer.member("type", string: type)
        writer.key(type)
        writer.beginObject()
    }

    private mutating func end(_ type: String, _ extras: [ExtraField]) {
        if isOwn { extras.write(inside: type, to: &writer) }
        writer.endObject()
        if isOwn { extras.write(to: &writer) }
        writer.endObject()
    }
}
