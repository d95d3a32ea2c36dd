// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Turns answers into another form: a stream into JSON, JSON into a stream, one format into another.
///
/// This is for answers that were kept and are asked for in a form that they did not come in. It costs what parsing
/// costs and is done once an entry and form.
public enum AnswerCodec {
    /// The form in which an answer travels.
    public enum Form: Sendable, Hashable {
        case json
        /// Server-sent events; chat completions end with token counts only when the client asked for them.
        case stream(withUsage: Bool)
    }

    /// Reads an answer from a whole JSON body; nil if it holds what cannot be carried over exactly.
    public static func decode(json body: Span<UInt8>, format: WireFormat) -> Answer? {
        switch format {
        case .openAIChat: ChatAnswerDecoder.decode(body)
        case .anthropicMessages: MessagesAnswerDecoder.decode(body)
        case .openAIResponses, .gemini, .native: nil
        }
    }

    /// Reads an answer from all bytes of a stream; nil if it holds what cannot be carried over exactly.
    public static func decode(stream bytes: Span<UInt8>, format: WireFormat) -> Answer? {
        switch format {
        case .openAIChat: ChatStreamDecoder.decode(bytes)
        case .anthropicMessages: MessagesStreamDecoder.decode(bytes)
        case .openAIResponses, .gemini, .native: nil
        }
    }

    /// Writes an answer; nil if the format cannot express it.
    ///
    /// - Parameter now: seconds since 1970, for formats that tell when an answer was made and origins that do not.
    public static func encode(_ answer: Answer, format: WireFormat, form: Form, now: Int) -> [UInt8]? {
        switch (format, form) {
        case (.openAIChat, .json): ChatAnswerEncoder.json(answer, now: now)
        case (.openAIChat, .stream(let withUsage)):
            ChatStreamEncoder.stream(answer, withUsage: withUsage, now: now)
        case (.anthropicMessages, .json): MessagesAnswerEncoder.json(answer)
        case (.anthropicMessages, .stream): MessagesStreamEncoder.stream(answer)
        case (.native, .json): NativeAnswer.json(answer, layer: 1)
        case (.native, .stream), (.openAIResponses, _), (.gemini, _): nil
        }
    }
}
