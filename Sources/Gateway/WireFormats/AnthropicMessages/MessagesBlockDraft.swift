// SPDX-License-Identifier: Apache-2.0

import Conversation

/// A content block while it is written into a messages stream.
struct MessagesBlockDraft: Sendable {
    private enum Kind: Sendable {
        case text, thinking, redacted
        case tool(ClientCall)
        case opaque([UInt8])
    }

    let part: Int
    private let kind: Kind
    var hasStarted = false
    var isClosed = false
    /// What has come and is not written yet.
    var text = ""
    var signature = ""

    /// A draft of the part, nil if this format cannot show it; `call` is the call that the part is, if it is one.
    init?(_ part: Int, _ content: Part, _ call: ClientCall?) {
        self.part = part
        switch content.content {
        case .text(let text), .refusal(let text):
            kind = .text
            self.text = text
        case .reasoning(let reasoning):
            kind = reasoning.isRedacted ? .redacted : .thinking
            text = reasoning.text
            signature = reasoning.signature ?? ""
        case .toolCall(let written):
            guard let call else { return nil }
            kind = .tool(call)
            text = written.input
        case .opaque(let type, let json):
            guard MessagesWords.isOwnBlock(type) else { return nil }
            kind = .opaque(json)
        case .media, .toolResult: return nil
        }
    }

    var isText: Bool { if case .text = kind { true } else { false } }
    var isRedacted: Bool { if case .redacted = kind { true } else { false } }

    /// Whether the text can only be written when it is whole, or not at all.
    var isHeld: Bool {
        switch kind {
        case .text, .thinking: false
        case .redacted, .opaque: true
        // Free text must be put into an object first.
        case .tool(let call): call.isCustom && !call.isWrapped
        }
    }

    func writeStart(index: Int, into bytes: inout [UInt8]) {
        bytes.append(text: "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":")
        JSONWriter.append(index, to: &bytes)
        bytes.append(text: ",\"content_block\":")
        switch kind {
        case .text: bytes.append(text: "{\"type\":\"text\",\"text\":\"\"}")
        case .thinking: bytes.append(text: "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
        case .redacted:
            bytes.append(text: "{\"type\":\"redacted_thinking\",\"data\":")
            JSONWriter.append(signature, to: &bytes)
            bytes.append(text: "}")
        case .tool(let call):
            bytes.append(text: "{\"type\":\"tool_use\",\"id\":")
            JSONWriter.append(call.id, to: &bytes)
            bytes.append(text: ",\"name\":")
            JSONWriter.append(call.name, to: &bytes)
            bytes.append(text: ",\"input\":{}}")
        case .opaque(let json):
            // One event's data is one line; line ends between the tokens of a provider's JSON mean nothing.
            bytes.append(contentsOf: json.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        }
        bytes.append(text: "}\n\n")
    }

    func writeDelta(_ text: String, index: Int, into bytes: inout [UInt8]) {
        switch kind {
        case .text: Self.write("\"text_delta\",\"text\":", text, index, into: &bytes)
        case .thinking: Self.write("\"thinking_delta\",\"thinking\":", text, index, into: &bytes)
        case .tool: Self.write("\"input_json_delta\",\"partial_json\":", text, index, into: &bytes)
        case .redacted, .opaque: break
        }
    }

    /// Writes what is still owed, and the block's last event.
    func writeEnd(index: Int, into bytes: inout [UInt8]) {
        switch kind {
        // One delta with all of it: clients replace what they have.
        case .thinking where !signature.isEmpty:
            Self.write("\"signature_delta\",\"signature\":", signature, index, into: &bytes)
        case .tool where isHeld:
            let input = String(decoding: CustomInput.arguments(text), as: UTF8.self)
            Self.write("\"input_json_delta\",\"partial_json\":", input, index, into: &bytes)
        default: break
        }
        bytes.append(text: "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
        JSONWriter.append(index, to: &bytes)
        bytes.append(text: "}\n\n")
    }

    private static func write(_ delta: StaticString, _ text: String, _ index: Int, into bytes: inout [UInt8]) {
        bytes.append(text: "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":")
        JSONWriter.append(index, to: &bytes)
        bytes.append(text: ",\"delta\":{\"type\":")
        bytes.append(text: delta)
        JSONWriter.append(text, to: &bytes)
        bytes.append(text: "}}\n\n")
    }
}
