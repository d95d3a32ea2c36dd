// SPDX-License-Identifier: Apache-2.0

/// A door of the data plane: what a client speaks when it asks for an answer.
public enum Surface: UInt8, Sendable, Hashable, CaseIterable {
    /// `POST /v1/chat/completions`, `POST /api/chat/completions`.
    case chatCompletions
    /// `POST /v1/messages`.
    case messages
    /// `POST /v1/responses`.
    case responses
    /// `POST /v1beta/models/M:generateContent` and its kin.
    case gemini
    /// `POST /api/chat`, `POST /api/v1/chat`.
    case native

    /// The wire format that this surface is written in.
    public var format: WireFormat {
        switch self {
        case .chatCompletions: .openAIChat
        case .messages: .anthropicMessages
        case .responses: .openAIResponses
        case .gemini: .gemini
        case .native: .native
        }
    }

    /// The `endpoint_family` label of the metrics.
    public var familyLabel: String {
        switch self {
        case .chatCompletions, .responses: "openai"
        case .messages: "anthropic"
        case .gemini: "gemini"
        case .native: "native"
        }
    }

    /// The `client` label of the metrics.
    public var clientLabel: String {
        self == .native ? "direct" : familyLabel
    }
}
