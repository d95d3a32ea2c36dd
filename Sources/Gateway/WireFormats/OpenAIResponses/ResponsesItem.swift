// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One item of an answer's output, as it is written: a message of one part, thoughts, or a call.
struct ResponsesItem: Sendable {
    enum Kind: Sendable {
        case text, refusal, reasoning
        case functionCall, customCall
        /// An item that only this format knows, as raw JSON.
        case other([UInt8])
    }

    let kind: Kind
    let id: String
    /// All that has been said so far: words, arguments, a custom tool's input.
    private(set) var text = ""
    private var signature: String?
    private var callID = ""
    private var name = ""
    private var namespace: String?
    /// Whether the provider was shown the custom tool as a function, so that its input comes in an object.
    private var isWrapped = false

    /// An item for a part, `number` being its place in the output; nil if the format has none for it.
    init?(_ content: Part.Content, number: Int, _ context: AnswerContext) {
        let mark = context.seed + "_\(number)"
        switch content {
        case .text(let text):
            (kind, id, self.text) = (.text, "msg_" + mark, text)
        case .refusal(let text):
            (kind, id, self.text) = (.refusal, "msg_" + mark, text)
        case .reasoning(let reasoning):
            (kind, id, text) = (.reasoning, "rs_" + mark, reasoning.text)
            signature = reasoning.signature
        case .toolCall(let call):
            let original = context.tools.original(call.name)
            let isCustom = call.isCustom || original.isCustom
            (kind, id, text) = (isCustom ? .customCall : .functionCall, (isCustom ? "ctc_" : "fc_") + mark, call.input)
            callID = call.id.isEmpty ? "call_" + mark : call.id
            name = original.name
            namespace = original.namespace ?? call.namespace
            isWrapped = original.isCustom && !call.isCustom
        case .opaque(let type, let json) where ResponsesWords.isOutputItem(type):
            // Line ends are free between a value's tokens, and would cut the lines of a stream.
            (kind, id) = (.other(json.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }), "")
        case .opaque, .media, .toolResult: return nil
        }
    }

    mutating func grow(_ piece: String) { text += piece }
    mutating func sign(_ piece: String) { signature = (signature ?? "") + piece }

    /// Whether what is said can be told piece by piece, as it comes.
    var isStreamable: Bool { !isWrapped }

    /// Brings the text to the form in which it is told when nothing more comes.
    mutating func complete() {
        if isWrapped {
            text = Self.unwrapped(text) ?? text
            isWrapped = false
        }
        // Clients read the arguments as JSON.
        if case .functionCall = kind, text.isEmpty { text = "{}" }
    }

    /// The one text in the object that stands for a custom tool's input; nil if the model wrote something else.
    private static func unwrapped(_ arguments: String) -> String? {
        let bytes = Array(arguments.utf8)
        var tape = JSONTape()
        do { try tape.scan(bytes.span) } catch { return nil }
        let root = tape.root
        // A key, a value, and nothing after it.
        let (key, value) = (root + 1, root + 2)
        guard tape.nodes[root].kind == .object, value < tape.nodes.count,
            Int(tape.nodes[value].next) == tape.nodes.count,
            tape.string(at: key, in: bytes.span) == ToolNames.customInput
        else { return nil }
        return tape.string(at: value, in: bytes.span)
    }

    /// Writes the item; without `whole` as it is before anything is said.
    func write(_ status: StaticString, whole: Bool, to writer: inout JSONWriter) {
        if case .other(let json) = kind { return writer.raw(json) }
        writer.beginObject()
        writer.member("id", string: id)
        switch kind {
        case .text, .refusal:
            writer.member("type", string: "message")
            writer.member("status", string: "\(status)")
            writer.key("content")
            writer.beginArray()
            if whole { writePart(text, to: &writer) }
            writer.endArray()
            writer.member("role", string: "assistant")
        case .reasoning:
            writer.member("type", string: "reasoning")
            if whole, let signature { writer.member("encrypted_content", string: signature) }
            writer.key("summary")
            writer.beginArray()
            if whole, !text.isEmpty { writePart(text, to: &writer) }
            writer.endArray()
        case .functionCall, .customCall:
            if case .customCall = kind {
                writer.member("type", string: "custom_tool_call")
                writer.member("status", string: "\(status)")
                writer.member("input", string: whole ? text : "")
            } else {
                writer.member("type", string: "function_call")
                writer.member("status", string: "\(status)")
                writer.member("arguments", string: whole ? text : "")
            }
            writer.member("call_id", string: callID)
            writer.member("name", string: name)
            if let namespace { writer.member("namespace", string: namespace) }
        case .other: break
        }
        writer.endObject()
    }

    /// Writes a message's one part, or one section of thoughts, with `text` as its words.
    func writePart(_ text: String, to writer: inout JSONWriter) {
        writer.beginObject()
        switch kind {
        case .refusal:
            writer.member("type", string: "refusal")
            writer.member("refusal", string: text)
        case .reasoning:
            writer.member("type", string: "summary_text")
            writer.member("text", string: text)
        case .text, .functionCall, .customCall, .other:
            writer.member("type", string: "output_text")
            writer.key("annotations")
            writer.beginArray()
            writer.endArray()
            writer.key("logprobs")
            writer.beginArray()
            writer.endArray()
            writer.member("text", string: text)
        }
        writer.endObject()
    }
}
