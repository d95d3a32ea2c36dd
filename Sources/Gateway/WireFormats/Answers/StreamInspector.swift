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

    private enum Kind: Sendable {
        case chat(ChatStreamFacts)
        case messages(MessagesStreamFacts)
    }

    private var kind: Kind

    /// Makes an inspector for a stream in `format`; nil for a format that does not stream.
    public init?(format: WireFormat) {
        switch format {
        case .openAIChat: kind = .chat(ChatStreamFacts())
        case .anthropicMessages: kind = .messages(MessagesStreamFacts())
        case .openAIResponses, .gemini, .native: return nil
        }
    }

    /// What is known so far.
    public var facts: AnswerFacts {
        switch kind {
        case .chat(let facts): facts.facts
        case .messages(let facts): facts.facts
        }
    }

    /// Whether all choices told why they stopped, though the format's last event may be missing.
    public var hasStopped: Bool {
        switch kind {
        case .chat(let facts): facts.hasStopped
        case .messages: false
        }
    }

    /// Looks at one event of `bytes`, using `tape` as scratch.
    public mutating func inspect(_ event: SSEEvent, in bytes: Span<UInt8>, tape: inout JSONTape) -> Verdict {
        guard let first = event.data else { return .fine }
        if !event.moreData.isEmpty {
            return inspect(data: event.joinedData(in: bytes).span, tape: &tape)
        }
        return inspect(data: bytes.extracting(first), tape: &tape)
    }

    private mutating func inspect(data: Span<UInt8>, tape: inout JSONTape) -> Verdict {
        switch kind {
        case .chat(var facts):
            let verdict = facts.inspect(data, &tape)
            kind = .chat(facts)
            return verdict
        case .messages(var facts):
            let verdict = facts.inspect(data, &tape)
            kind = .messages(facts)
            return verdict
        }
    }
}
