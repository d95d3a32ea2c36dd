// SPDX-License-Identifier: Apache-2.0

/// The doors of the fake upstream, as the ledger counts them.
public enum FakeUpstreamRoute: String, Sendable, Hashable, CaseIterable {
    /// `POST` to a path that ends in `/chat/completions`.
    case chatCompletions = "chat-completions"
    /// `POST` to any other path that ends in `/completions`: the legacy format.
    case completions
    /// `POST` to a path that ends in `/responses`.
    case responses
    /// `POST /v1/messages`.
    case messages
    /// `POST …/models/M:generateContent` and `…:streamGenerateContent`.
    case generateContent = "generate-content"
    /// `POST /v1/messages/count_tokens` and `POST …/models/M:countTokens`.
    case countTokens = "count-tokens"
    /// `POST` to a path that ends in `/embeddings` or `/embed`, and Gemini's `embedContent` and `batchEmbedContents`.
    case embeddings
    /// `GET` of `/v1/models`, `/v1beta/models` and `/models`, and of one model below them.
    case models
    /// `GET` and `DELETE /v1/responses/ID`, and `POST /v1/conversations`.
    case storedState = "stored-state"
    /// Everything else; nearly all of it is answered with 404.
    case other

    /// Whether requests of this route ask for a generated answer.
    public var isGeneration: Bool {
        switch self {
        case .chatCompletions, .completions, .responses, .messages, .generateContent: true
        case .countTokens, .embeddings, .models, .storedState, .other: false
        }
    }
}
