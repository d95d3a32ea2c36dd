// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// The native surface: one prompt in, one message out.
public enum NativeRequest {
    /// Output limit that Anthropic's format demands and the native format has no field for.
    private static let defaultMaximumTokens = 4096

    static func check(_ reading: RequestReading) throws(GatewayError) {
        if reading.streams {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "stream_not_supported",
                message: "The native surface does not stream. Leave `stream` out, or use /v1/chat/completions.")
        }
        if reading.promptRange == nil {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "prompt_required",
                message: "The native surface needs a string `prompt`, as in {\"prompt\": \"Hello\"}.")
        }
    }

    /// The request in a provider's format: the prompt as one user turn, every other field as it was written.
    public static func translated(
        _ body: Span<UInt8>, _ reading: RequestReading, model: String?, to format: WireFormat
    ) throws(GatewayError) -> [UInt8] {
        var tape = JSONTape()
        do {
            try tape.scan(body)
        } catch {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: error.code, message: "The request cannot be read.")
        }
        return written(tape, body, reading, model: model, to: format)
    }

    private static func written(
        _ tape: JSONTape, _ body: Span<UInt8>, _ reading: RequestReading, model: String?, to format: WireFormat
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", string: model ?? "")
        writer.key("messages")
        writer.beginArray()
        writer.beginObject()
        writer.member("role", string: "user")
        if let range = reading.promptRange {
            writer.member("content", raw: body.extracting(range).withUnsafeBufferPointer { [UInt8]($0) })
        }
        writer.endObject()
        writer.endArray()
        var hasLimit = false
        tape.forEachMember(of: tape.root) { key, value in
            guard let name = tape.string(at: key, in: body), !ownFields.contains(name) else { return }
            if name == "max_tokens" { hasLimit = true }
            writer.member(name, raw: tape.raw(value, in: body))
        }
        if format == .anthropicMessages, !hasLimit { writer.member("max_tokens", integer: defaultMaximumTokens) }
        writer.endObject()
        return writer.bytes
    }

    /// The request as a conversation: what the chat surface would make of it.
    static func decode(
        _ tape: JSONTape, _ body: Span<UInt8>, _ reading: RequestReading
    ) throws(TranslationProblem) -> Conversation {
        let chat = written(tape, body, reading, model: reading.resolvedModel, to: .openAIChat)
        var inner = JSONTape()
        do {
            try inner.scan(chat.span)
        } catch {
            throw TranslationProblem(.malformed, "prompt", "The request cannot be read.")
        }
        return try ChatRequestDecoder.decode(inner, chat.span)
    }

    private static let ownFields: Set<String> = [
        "model", "prompt", "stream", "messages", "session_id", "thread_id", "conversation_id", "metadata",
    ]
}
