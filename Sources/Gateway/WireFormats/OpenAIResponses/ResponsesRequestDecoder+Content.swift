// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What a message or a tool's output is made of.
extension ResponsesRequestDecoder {
    /// Reads a string or a list of parts; `list` is the field that it stands in.
    static func parts(
        _ content: Int, _ item: Int, list: StaticString, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [Part] {
        switch tape.nodes[content].kind {
        case .null: return []
        case .string:
            let text = try ResponsesShape.string(content, .item(item), "\(list)", tape, body)
            return text.isEmpty ? [] : [.text(text)]
        case .array:
            var parts: [Part] = []
            try tape.forEachElement(of: content) { (element) throws(TranslationProblem) in
                parts.append(try part(element, .part(item: item, list: list, parts.count), tape, body))
            }
            return parts
        default:
            throw ResponsesShape.problem(.item(item), "\(list)", "a string or a list of parts")
        }
    }

    private static func part(
        _ part: Int, _ path: ResponsesPath, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part {
        try ResponsesShape.require(.object, part, path, "", tape)
        let type = try ResponsesShape.required("type", of: part, path, tape, body)
        func extras(_ known: [StaticString]) throws(TranslationProblem) -> [ExtraField] {
            let known = known + ["type", "prompt_cache_breakpoint", "cache_control"]
            return try ResponsesShape.extras(of: part, known: known, path, tape, body)
        }
        switch type {
        case "input_text", "output_text", "text":
            let text = try ResponsesShape.required("text", of: part, path, tape, body)
            var known: [StaticString] = ["text"]
            for name in ["annotations", "logprobs"] as [StaticString] {
                if let list = tape.member(name, of: part, in: body), ResponsesShape.isEmptyList(list, tape) {
                    known.append(name)
                }
            }
            return Part(.text(text), extras: try extras(known))
        case "refusal":
            let text = try ResponsesShape.required("refusal", of: part, path, tape, body)
            return Part(.refusal(text), extras: try extras(["refusal"]))
        case "input_image":
            guard let source = try source(part, url: "image_url", data: nil, path, tape, body) else { break }
            var known: [StaticString] = ["image_url", "file_id"]
            // The detail that images have anyway.
            if let detail = tape.member("detail", of: part, in: body), tape.matches(detail, "auto", in: body) {
                known.append("detail")
            }
            let media = Media(.image, mimeType: source.mimeType, source.source)
            return Part(.media(media), extras: try extras(known))
        case "input_file":
            guard let source = try source(part, url: "file_url", data: "file_data", path, tape, body) else { break }
            let name = try ResponsesShape.optional("filename", of: part, path, tape, body)
            let media = Media(.document, mimeType: source.mimeType, source.source, name: name)
            return Part(.media(media), extras: try extras(["file_url", "file_data", "file_id", "filename"]))
        default: break
        }
        return Part(.opaque(type: type, json: FieldReader.unmarked(part, tape, body)))
    }

    /// Where a part's data lies; nil if it lies in several places or in one that cannot be told.
    private static func source(
        _ part: Int, url: StaticString, data: StaticString?, _ path: ResponsesPath, _ tape: JSONTape,
        _ body: Span<UInt8>
    ) throws(TranslationProblem) -> (source: Media.Source, mimeType: String)? {
        let file = try ResponsesShape.optional("file_id", of: part, path, tape, body)
        let url = try ResponsesShape.optional(url, of: part, path, tape, body)
        var inline: String?
        if let data { inline = try ResponsesShape.optional(data, of: part, path, tape, body) }
        switch (file, url, inline) {
        case (let file?, nil, nil): return (.file(file), "")
        case (nil, let url?, nil), (nil, nil, let url?):
            guard url.utf8.starts(with: "data:".utf8) else {
                return (inline == nil ? .url(url) : .base64(url), "")
            }
            return ResponsesDataURL(url).map { (.base64($0.base64), $0.mimeType) }
        default: return nil
        }
    }
}
