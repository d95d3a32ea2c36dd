// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The parts of messages and of tools' outputs.
extension ResponsesRequestDraft {
    /// Writes the content of a message or an output: a string if it is one text or nothing, otherwise a list.
    mutating func write(_ parts: [Part], fromModel: Bool) throws(TranslationProblem) {
        if parts.isEmpty { return writer.string("") }
        // The phase belongs to the message, which has told it.
        let said = parts.map { part in
            var part = part
            part.extras.removeAll { $0.name == "phase" }
            return part
        }
        if said.count == 1, let text = said[0].responsesText { return writer.string(text) }
        writer.beginArray()
        for part in said { try write(part, fromModel: fromModel) }
        writer.endArray()
    }

    private mutating func write(_ part: Part, fromModel: Bool) throws(TranslationProblem) {
        switch part.content {
        case .text(let text):
            writer.beginObject()
            writer.member("type", string: fromModel ? "output_text" : "input_text")
            writer.member("text", string: text)
            if fromModel, !part.extras.contains(where: { $0.name == "annotations" }) || !isNative {
                writer.key("annotations")
                writer.beginArray()
                writer.endArray()
            }
        case .refusal(let text):
            writer.beginObject()
            writer.member("type", string: "refusal")
            writer.member("refusal", string: text)
        case .media(let media):
            try write(media)
        case .opaque(let type, let json):
            guard isNative else { throw unknown(type) }
            return writer.raw(json)
        case .toolCall: throw unknown("tool call")
        case .toolResult: throw unknown("tool result")
        case .reasoning: return drop(spelling.reasoning)
        }
        try writeExtras(of: part, fromModel: fromModel)
        writer.endObject()
    }

    private func unknown(_ type: String) -> TranslationProblem {
        refusal(spelling.part("type"), "`\(type)` has no equivalent here in OpenAI's responses format; leave it out")
    }

    /// Writes a picture or a file, up to its own last field; the object stays open.
    private mutating func write(_ media: Media) throws(TranslationProblem) {
        switch media.kind {
        case .image:
            writer.beginObject()
            writer.member("type", string: "input_image")
            switch media.source {
            case .base64(let data):
                // Every provider of other formats wants the type told; without one it is some picture.
                let mimeType = media.mimeType.isEmpty ? "image/png" : media.mimeType
                let url = ResponsesDataURL(mimeType: mimeType, base64: data)
                writer.member("image_url", string: url.spelled)
            case .url(let url): writer.member("image_url", string: url)
            case .file(let file): try write(file)
            case .text: throw unknown("image")
            }
        case .document:
            if case .text(let text) = media.source { return writeText(media.name, text) }
            writer.beginObject()
            writer.member("type", string: "input_file")
            if let name = media.name ?? name(of: media) { writer.member("filename", string: name) }
            switch media.source {
            case .base64(let data) where media.mimeType.isEmpty: writer.member("file_data", string: data)
            case .base64(let data):
                let url = ResponsesDataURL(mimeType: media.mimeType, base64: data)
                writer.member("file_data", string: url.spelled)
            case .url(let url): writer.member("file_url", string: url)
            case .file(let file): try write(file)
            case .text: break
            }
        case .audio: throw unknown("audio")
        case .video: throw unknown("video")
        }
    }

    private mutating func write(_ file: String) throws(TranslationProblem) {
        guard isNative || conversation.origin == .openAIChat else {
            throw refusal(
                spelling.part("file_id"),
                "names a file that another provider keeps; send the file's data in the request instead")
        }
        writer.member("file_id", string: file)
    }

    /// A name for data that has none, which this format asks for.
    private func name(of media: Media) -> String? {
        guard !isNative, case .base64 = media.source else { return nil }
        let ending = media.mimeType.split(separator: "/").last.map { $0 == "plain" ? "txt" : String($0) }
        return "document." + (ending ?? "pdf")
    }

    /// A document that is plain text is told as such; its title stands before it.
    private mutating func writeText(_ title: String?, _ text: String) {
        writer.beginObject()
        writer.member("type", string: "input_text")
        writer.member("text", string: title.map { "\($0)\n\n\(text)" } ?? text)
    }
}
