// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Turns answers into another form: a stream into JSON, JSON into a stream, one format into another.
///
/// This is for answers that were kept and are asked for in a form that they did not come in. It costs what parsing
/// costs and is done once an entry and form.
public enum AnswerCodec {
    /// The most names of one kind in a stream that are unknown: they are looked up one by one, and no provider has so many.
    static let mostUnknown = 64

    /// The form in which an answer travels.
    public enum Form: Sendable, Hashable {
        case json
        /// Server-sent events; chat completions end with token counts only when the client asked for them.
        case stream(withUsage: Bool)
        /// Gemini's stream as one JSON array.
        case array
    }

    /// An answer's format and form.
    public struct Shape: Sendable, Hashable {
        public var format: WireFormat
        public var form: Form

        public init(_ format: WireFormat, _ form: Form) {
            self.format = format
            self.form = form
        }
    }

    /// An answer in another shape; nil if it holds what cannot be carried over exactly.
    public static func convert(
        _ bytes: Span<UInt8>, from: Shape, to: Shape, context: AnswerContext
    ) -> [UInt8]? {
        // Within one of these formats nothing gets lost, not even what only that format knows.
        let isOwn = from.format == to.format && (to.format == .openAIChat || to.format == .anthropicMessages)
        if isOwn || to.format == .native, context.tools.isPlain, let answer = decode(bytes, from) {
            return encode(answer, format: to.format, form: to.form, now: context.now)
        }
        guard let events = events(bytes, from) else { return nil }
        switch to.form {
        case .json where to.format == .native: return NativeAnswer.json(events, layer: 1)
        case .json: return AnswerTranslation.json(events, to.format, context)
        case .stream, .array:
            guard to.format != .native else { return nil }
            return AnswerTranslation.stream(events, to.format, isArray: to.form == .array, context)
        }
    }

    private static func events(_ bytes: Span<UInt8>, _ shape: Shape) -> [AnswerEvent]? {
        var tape = JSONTape()
        switch shape.form {
        case .json: return AnswerTranslation.events(bytes, shape.format, tape: &tape)
        case .stream: return AnswerTranslation.events(stream: bytes, shape.format)
        case .array: return nil
        }
    }

    private static func decode(_ bytes: Span<UInt8>, _ shape: Shape) -> Answer? {
        switch shape.form {
        case .json: decode(json: bytes, format: shape.format)
        case .stream: decode(stream: bytes, format: shape.format)
        case .array: nil
        }
    }

    /// What an answer says in words; nil if it is more than one text, or none.
    public static func text(_ bytes: Span<UInt8>, _ shape: Shape) -> String? {
        guard let events = events(bytes, shape) else { return nil }
        var text = ""
        var texts: Set<Int> = []
        for event in events {
            switch event {
            case .open(let number, let choice, let part):
                switch part.content {
                case .text(let piece) where choice == 0:
                    texts.insert(number)
                    text += piece
                // What a model thought is not what it said.
                case .reasoning: break
                default: return nil
                }
            case .grow(let part, let piece) where texts.contains(part): text += piece
            case .failure: return nil
            default: break
            }
        }
        return text.isEmpty ? nil : text
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
        case (.native, _), (.openAIResponses, _), (.gemini, _), (_, .array): nil
        }
    }
}
