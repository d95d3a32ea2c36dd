// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Media in Gemini's words: `inlineData` holds them, `fileData` says where they are.
enum GeminiMedia {
    private static let uploads = "https://generativelanguage.googleapis.com/"

    /// Reads an `inlineData` or `fileData` object.
    static func read(
        _ value: Int, isInline: Bool, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> (media: Media, extras: [ExtraField]) {
        var mimeType = ""
        var source: Media.Source?
        var name: String?
        var extras: [ExtraField] = []
        try GeminiFields.forEach(of: value, at: path, tape, body) { (field, member) throws(TranslationProblem) in
            let place = "\(path).\(field)"
            switch field {
            case "mimeType": mimeType = try GeminiFields.text(member, place, tape, body)
            case "displayName": name = try GeminiFields.text(member, place, tape, body)
            case "data" where isInline: source = .base64(try GeminiFields.text(member, place, tape, body))
            case "fileUri" where !isInline:
                let address = try GeminiFields.text(member, place, tape, body)
                let isOpen = address.hasPrefix("https://") || address.hasPrefix("http://")
                source = isOpen && !address.hasPrefix(uploads) ? .url(address) : .file(address)
            default: extras.append(ExtraField(name: field, json: tape.raw(member, in: body)))
            }
        }
        guard let source else { throw GeminiFields.malformed(path, "an object with data or a fileUri") }
        return (Media(kind(mimeType), mimeType: mimeType, source, name: name), extras)
    }

    /// Reads a part of a function's response.
    static func part(
        _ value: Int, _ path: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part {
        for (isInline, camel, snake) in [(true, "inlineData", "inline_data"), (false, "fileData", "file_data")]
            as [(Bool, StaticString, StaticString)]
        {
            guard let data = GeminiFields.member(camel, snake, of: value, tape, body), !tape.isNull(data),
                FieldReader.hasOnly([camel, snake], value, tape, body)
            else { continue }
            let (media, extras) = try read(data, isInline: isInline, "\(path).\(camel)", tape, body)
            return Part(.media(media), extras: extras.map { ExtraField(name: "\(camel).\($0.name)", json: $0.json) })
        }
        return Part(.opaque(type: "functionResponsePart", json: tape.raw(value, in: body)))
    }

    static func kind(_ mimeType: String) -> Media.Kind {
        if mimeType.hasPrefix("image/") { return .image }
        if mimeType.hasPrefix("audio/") { return .audio }
        return mimeType.hasPrefix("video/") ? .video : .document
    }

    /// The type of media that came without one: Google wants it told.
    static func mimeType(_ media: Media) -> String {
        if !media.mimeType.isEmpty { return media.mimeType }
        switch media.source {
        case .base64(let data): return mimeType(data: data) ?? usual(media.kind)
        case .url(let address): return mimeType(address: address) ?? usual(media.kind)
        case .file, .text: return ""
        }
    }

    private static func usual(_ kind: Media.Kind) -> String {
        switch kind {
        case .image: "image/jpeg"
        case .audio: "audio/wav"
        case .video: "video/mp4"
        case .document: "application/pdf"
        }
    }

    /// By the first bytes, as base64 shows them.
    private static func mimeType(data: String) -> String? {
        let beginnings = [
            ("iVBORw", "image/png"), ("/9j/", "image/jpeg"), ("R0lGOD", "image/gif"), ("UklGR", "image/webp"),
            ("JVBERi", "application/pdf"), ("SUQz", "audio/mp3"),
        ]
        return beginnings.first { data.hasPrefix($0.0) }?.1
    }

    private static func mimeType(address: String) -> String? {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        switch path.split(separator: ".").last.map({ $0.lowercased() }) {
        case "png": return "image/png"
        case "jpg", "jpeg": return "image/jpeg"
        case "gif": return "image/gif"
        case "webp": return "image/webp"
        case "heic": return "image/heic"
        case "pdf": return "application/pdf"
        case "txt", "md": return "text/plain"
        case "html": return "text/html"
        case "mp3": return "audio/mp3"
        case "wav": return "audio/wav"
        case "mp4": return "video/mp4"
        default: return nil
        }
    }
}
