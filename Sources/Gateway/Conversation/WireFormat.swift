// SPDX-License-Identifier: Apache-2.0

/// A dialect in which requests, answers, streams and errors are written.
public enum WireFormat: UInt8, Sendable, Hashable, CaseIterable {
    /// OpenAI chat completions.
    case openAIChat
    /// Anthropic messages.
    case anthropicMessages
    /// OpenAI responses.
    case openAIResponses
    /// Google Gemini's generateContent.
    case gemini
    /// Isartor's own one-prompt format.
    case native

    /// The format that stands for all of the vendor's: who speaks it knows this one's credentials and fields.
    public var family: WireFormat { self == .openAIResponses ? .openAIChat : self }
}
