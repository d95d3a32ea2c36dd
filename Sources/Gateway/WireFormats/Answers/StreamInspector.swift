// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Watches the events of one streamed answer pass by.
public struct StreamInspector: Sendable {
    /// What one event is for the stream.
    public enum Verdict: Sendable, Hashable {
        /// Goes on.
        case fine
        /// The stream's regular last event.
        case end
        /// The provider reports a failure, in its own words.
        case failure
        /// Nothing that a client of this format could read.
        case malformed
    }

    private let format: WireFormat
    // Side by side, so that one can go on in place.
    private var chat = ChatStreamFacts()
    private var messages = MessagesStreamFacts()
    private var responses = ResponsesStreamFacts()
    private var gemini = GeminiStreamFacts()
    private(set) var pattern = TextEventPattern()
    /// Whether events are known by what the ones before them were. Only a test that compares goes without.
    var learns = true
    /// Where the event that was looked at last tells token counts, so that they can be taken out: a member with its
    /// comma, or all of an event that has nothing else. Nil where it tells none, or nobody wants to know.
    public private(set) var usagePlace: Range<Int>?

    /// Makes an inspector for a stream in `format`; nil for a format that does not stream.
    ///
    /// - Parameter placesUsage: finds where chat completions tell token counts.
    public init?(format: WireFormat, placesUsage: Bool = false) {
        guard format != .native else { return nil }
        self.format = format
        chat.placesUsage = placesUsage && format == .openAIChat
    }

    /// What is known so far.
    public var facts: AnswerFacts {
        switch format {
        case .openAIChat, .native: chat.facts
        case .anthropicMessages: messages.facts
        case .openAIResponses: responses.facts
        case .gemini: gemini.facts
        }
    }

    /// Whether all choices told why they stopped, though the format's last event may be missing.
    public var hasStopped: Bool {
        switch format {
        case .openAIChat, .native: chat.hasStopped
        case .anthropicMessages, .openAIResponses: false
        case .gemini: gemini.hasStopped
        }
    }

    /// Whether something has come that a client can use: text, thoughts, a call, or why there is none of them.
    public var hasBegun: Bool {
        switch format {
        case .openAIChat, .native: chat.hasBegun
        case .anthropicMessages: messages.hasBegun
        case .openAIResponses: responses.hasBegun
        case .gemini: gemini.hasBegun
        }
    }

    /// Whether a stream of the format ends without a last event of its own.
    public var endsByItself: Bool { format == .gemini }

    /// Looks at one event of `bytes`, using `tape` as scratch.
    public mutating func inspect(_ event: SSEEvent, in bytes: Span<UInt8>, tape: inout JSONTape) -> Verdict {
        guard let first = event.data else {
            usagePlace = nil
            return .fine
        }
        guard event.moreData.isEmpty else { return inspect(data: event.joinedData(in: bytes).span, tape: &tape) }
        guard chat.placesUsage else { return inspect(data: bytes.extracting(first), tape: &tape) }
        usagePlace = nil
        let verdict = inspect(data: bytes.extracting(first), tape: &tape)
        if chat.tellsUsageOnly {
            usagePlace = event.range
        } else if let place = chat.usagePlace {
            usagePlace = first.lowerBound + place.lowerBound..<first.lowerBound + place.upperBound
        }
        return verdict
    }

    private mutating func inspect(data: Span<UInt8>, tape: inout JSONTape) -> Verdict {
        switch format {
        case .openAIChat, .native:
            if let bytes = pattern.textBytes(in: data) {
                chat.take(textBytes: bytes)
                return .fine
            }
            let verdict = chat.inspect(data, &tape)
            if learns, let text = chat.plainText { pattern.learn(data, text: text) }
            return verdict
        case .anthropicMessages:
            if let bytes = pattern.textBytes(in: data) {
                messages.take(textBytes: bytes)
                return .fine
            }
            let verdict = messages.inspect(data, &tape)
            if learns, let text = messages.plainText { pattern.learn(data, text: text) }
            return verdict
        // Their events are numbered, or carry counts: each differs from the one before in more than its text.
        case .openAIResponses: return responses.inspect(data, &tape)
        case .gemini: return gemini.inspect(data, &tape)
        }
    }
}
