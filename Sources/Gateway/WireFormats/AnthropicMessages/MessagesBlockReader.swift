// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One content block as it is read: the part before it grows, and what it says.
struct MessagesBlockReader: Sendable {
    enum Kind: Sendable {
        case text, thinking, tool, redacted, opaque
    }

    let kind: Kind
    /// The part, without text, arguments or signature.
    private(set) var part: Part
    /// The text or thoughts, or a tool call's arguments.
    private(set) var text = ""
    private(set) var signature = ""

    /// Reads the block at `block`; nil if it is none.
    init?(_ block: Int, _ body: Span<UInt8>, _ tape: JSONTape) {
        guard let type = tape.text("type", of: block, in: body) else { return nil }
        switch type {
        case "text":
            kind = .text
            text = tape.text("text", of: block, in: body) ?? ""
            part = .text("")
        case "thinking":
            kind = .thinking
            text = tape.text("thinking", of: block, in: body) ?? ""
            signature = tape.text("signature", of: block, in: body) ?? ""
            part = Part(.reasoning(Reasoning(text: "")))
        case "redacted_thinking":
            kind = .redacted
            let data = tape.text("data", of: block, in: body)
            part = Part(.reasoning(Reasoning(text: "", signature: data, isRedacted: true)))
        case "tool_use":
            guard let id = tape.text("id", of: block, in: body), let name = tape.text("name", of: block, in: body)
            else { return nil }
            kind = .tool
            text = tape.member("input", of: block, in: body).map { tape.rawText($0, in: body) } ?? "{}"
            part = Part(.toolCall(ToolCall(id: id, name: name, input: "")))
        default:
            kind = .opaque
            part = Part(.opaque(type: type, json: tape.raw(block, in: body)))
        }
        if kind == .text || kind == .tool { part.extras = Self.extras(block, body, tape) }
    }

    /// Fields that only this format knows, such as citations, less those that say nothing.
    private static func extras(_ block: Int, _ body: Span<UInt8>, _ tape: JSONTape) -> [ExtraField] {
        var extras: [ExtraField] = []
        tape.forEachMember(of: block) { key, value in
            let isKnown =
                tape.matches(key, "type", in: body) || tape.matches(key, "text", in: body)
                || tape.matches(key, "id", in: body) || tape.matches(key, "name", in: body)
                || tape.matches(key, "input", in: body)
            let isEmptyList = tape.nodes[value].kind == .array && Int(tape.nodes[value].next) == value + 1
            guard !isKnown, !isEmptyList, !tape.isNull(value), let name = tape.string(at: key, in: body) else { return }
            extras.append(ExtraField(name: name, json: tape.raw(value, in: body)))
        }
        return extras
    }

    /// The opaque block with the input that came after it in pieces.
    mutating func complete(input: String) {
        guard case .opaque(let type, let json) = part.content, !input.isEmpty else { return }
        var tape = JSONTape()
        let bytes = Array(input.utf8)
        let body = json.span
        guard (try? tape.scan(bytes.span)) != nil, (try? tape.scan(body)) != nil else { return }
        var writer = JSONWriter()
        writer.beginObject()
        tape.forEachMember(of: tape.root) { key, value in
            guard let name = tape.string(at: key, in: body), name != "input" else { return }
            writer.member(name, raw: tape.raw(value, in: body))
        }
        writer.member("input", raw: bytes)
        writer.endObject()
        part.content = .opaque(type: type, json: writer.bytes)
    }
}
