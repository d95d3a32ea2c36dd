// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One part of an answer's content, as it is read and written.
struct GeminiAnswerPart {
    /// What it is; a tool call has all its arguments, and an empty id if the provider gave none.
    var part: Part
    /// What a text says, thought or not.
    var text: String

    /// Reads the part at `index`; nil if it cannot be understood.
    init?(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) {
        guard tape.nodes[index].kind == .object else { return nil }
        var extras: [ExtraField] = []
        var signature: String?
        if let member = GeminiFields.member("thoughtSignature", "thought_signature", of: index, tape, source) {
            signature = tape.string(at: member, in: source)
            if signature != nil {
                extras.append(ExtraField(name: "thoughtSignature", json: tape.raw(member, in: source)))
            }
        }
        text = ""
        if let call = GeminiFields.member("functionCall", "function_call", of: index, tape, source) {
            guard let call = Self.call(call, tape, source) else { return nil }
            part = Part(.toolCall(call), extras: extras)
        } else if let member = tape.member("text", of: index, in: source) {
            guard let text = tape.string(at: member, in: source) else { return nil }
            self.text = text
            let isThought = tape.flag("thought", of: index, in: source) ?? false
            part =
                isThought
                ? Part(.reasoning(Reasoning(text: "", signature: signature))) : Part(.text(""), extras: extras)
        } else if let data = GeminiFields.member("inlineData", "inline_data", of: index, tape, source),
            let media = try? GeminiMedia.read(data, isInline: true, "", tape, source)
        {
            part = Part(.media(media.media), extras: extras)
        } else if let type = Self.type(index, tape, source) {
            part = Part(.opaque(type: type, json: tape.raw(index, in: source)))
        } else {
            part = Part(.text(""), extras: extras)
        }
    }

    private static func call(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> ToolCall? {
        guard let name = tape.text("name", of: index, in: source), !name.isEmpty else { return nil }
        // Arguments in pieces come only to those who asked for them, and nobody here does.
        guard GeminiFields.member("partialArgs", "partial_args", of: index, tape, source) == nil else { return nil }
        var input = "{}"
        if let arguments = tape.member("args", of: index, in: source), !tape.isNull(arguments) {
            guard tape.nodes[arguments].kind == .object else { return nil }
            input = tape.rawText(arguments, in: source)
        }
        return ToolCall(id: tape.text("id", of: index, in: source) ?? "", name: name, input: input)
    }

    /// The name of the first field that holds data.
    private static func type(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> String? {
        var type: String?
        tape.forEachMember(of: index) { key, value in
            guard type == nil, !tape.isNull(value), let written = tape.string(at: key, in: source) else { return }
            let name = GeminiFields.camel(written)
            if name != "thought", name != "thoughtSignature" { type = name }
        }
        return type
    }
}
