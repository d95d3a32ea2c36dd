// SPDX-License-Identifier: Apache-2.0

/// The dialects that a provider's address speaks.
public enum ProviderFamily: String, Sendable, CaseIterable {
    /// OpenAI's chat completions and responses.
    case openAI = "OpenAI"
    /// OpenAI's chat completions alone.
    case openAIChat = "OpenAI chat"
    /// Anthropic's messages.
    case anthropic = "Anthropic"
    /// Google's generateContent.
    case gemini = "Gemini"

    /// Whether chat completions are spoken.
    public var speaksChat: Bool { self == .openAI || self == .openAIChat }
}
