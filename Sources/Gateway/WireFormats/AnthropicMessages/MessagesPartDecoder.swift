// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads the blocks of a message's content.
enum MessagesPartDecoder {
    /// The parts that a content holds: a text or a list of blocks, or nothing.
    ///
    /// Claude Code's billing line is left out where `skipsBilling` says so: it stands among the instructions only.
    static func content(
        _ index: Int, _ field: String, _ tape: JSONTape, _ body: Span<UInt8>, skipsBilling: Bool = false
    ) throws(TranslationProblem) -> [Part] {
        switch tape.nodes[index].kind {
        case .null: return []
        case .string:
            let text = try FieldReader.text(index, field, tape, body)
            return text.isEmpty ? [] : [.text(text)]
        case .array:
            var parts: [Part] = []
            var place = 0
            try tape.forEachElement(of: index) { (block) throws(TranslationProblem) in
                defer { place += 1 }
                if skipsBilling, BillingLine.isOne(block, tape, body) { return }
                do throws(TranslationProblem) {
                    if let part = try part(block, tape, body) { parts.append(part) }
                } catch {
                    throw error.inside("\(field)[\(place)]")
                }
            }
            return parts
        default:
            throw .malformed(field, "must be a string or a list of blocks")
        }
    }

    /// The block at `index`; nil for a text without words.
    private static func part(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part? {
        try FieldReader.require(.object, index, "", tape)
        let type = try FieldReader.requiredText("type", of: index, tape, body)
        switch type {
        case "text":
            let text = try FieldReader.requiredText("text", of: index, tape, body)
            let part = part(.text(text), index, ["text"], tape, body)
            return text.isEmpty && part.extras.isEmpty ? nil : part
        case "tool_use":
            let id = try FieldReader.requiredText("id", of: index, tape, body)
            let name = try FieldReader.requiredText("name", of: index, tape, body)
            var input = "{}"
            if let given = tape.member("input", of: index, in: body), !tape.isNull(given) {
                input = tape.rawText(given, in: body)
            }
            let call = ToolCall(id: id, name: name, input: input)
            return part(.toolCall(call), index, ["id", "name", "input"], tape, body)
        case "tool_result":
            let id = try FieldReader.requiredText("tool_use_id", of: index, tape, body)
            var result = ToolResult(callID: id, parts: [])
            if let content = tape.member("content", of: index, in: body) {
                result.parts = try self.content(content, "content", tape, body)
            }
            if let error = tape.member("is_error", of: index, in: body), !tape.isNull(error) {
                result.isError = try FieldReader.flag(error, "is_error", tape)
            }
            return part(.toolResult(result), index, ["tool_use_id", "content", "is_error"], tape, body)
        case "thinking":
            let text = try FieldReader.requiredText("thinking", of: index, tape, body)
            let signature = try FieldReader.optionalText("signature", of: index, tape, body)
            let thought = Reasoning(text: text, signature: signature)
            return part(.reasoning(thought), index, ["thinking", "signature"], tape, body)
        case "redacted_thinking":
            let data = try FieldReader.requiredText("data", of: index, tape, body)
            let thought = Reasoning(text: "", signature: data, isRedacted: true)
            return part(.reasoning(thought), index, ["data"], tape, body)
        case "image", "document":
            if let part = try media(type == "image" ? .image : .document, index, tape, body) { return part }
        default: break
        }
        return Part(.opaque(type: type, json: FieldReader.unmarkedPart(index, tape, body)))
    }

    private static func part(
        _ content: Part.Content, _ index: Int, _ known: [StaticString], _ tape: JSONTape, _ body: Span<UInt8>
    ) -> Part {
        Part(content, extras: FieldReader.extras(of: index, known: ["type", "cache_control"] + known, tape, body))
    }

    /// A picture or a document; nil if its data is given in a way that only this format has.
    private static func media(
        _ kind: Media.Kind, _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Part? {
        guard let member = tape.member("source", of: index, in: body) else { return nil }
        let mimeType = try FieldReader.optionalText("media_type", of: member, tape, body) ?? ""
        let source: Media.Source
        var known: [StaticString] = ["type"]
        switch tape.text("type", of: member, in: body) {
        case "base64":
            guard let data = tape.text("data", of: member, in: body) else { return nil }
            source = .base64(data)
            known += ["media_type", "data"]
        case "url":
            guard let url = tape.text("url", of: member, in: body) else { return nil }
            source = .url(url)
            known += ["url", "media_type"]
        case "file":
            guard let id = tape.text("file_id", of: member, in: body) else { return nil }
            source = .file(id)
            known += ["file_id", "media_type"]
        case "text" where kind == .document:
            guard let text = tape.text("data", of: member, in: body) else { return nil }
            source = .text(text)
            known += ["media_type", "data"]
        default: return nil
        }
        var media = Media(kind, mimeType: mimeType, source)
        // A `data:` URL is data, whatever it is called.
        if case .url(let url) = source, let data = DataURL(url) {
            media = Media(kind, mimeType: data.mimeType, .base64(data.base64))
            known = ["type", "url"]
        }
        var partKnown: [StaticString] = ["source", "citations"]
        if kind == .document, let title = tape.text("title", of: index, in: body) {
            media.name = title
            partKnown.append("title")
        }
        var part = part(.media(media), index, partKnown, tape, body)
        part.extras += FieldReader.extras(of: member, group: "source", known: known, tape, body)
        if let citations = tape.member("citations", of: index, in: body), !tape.isNull(citations) {
            try FieldReader.require(.object, citations, "citations", tape)
            part.extras += FieldReader.extras(of: citations, group: "citations", known: [], tape, body)
        }
        part.extras = part.extras.inOrder
        return part
    }
}
