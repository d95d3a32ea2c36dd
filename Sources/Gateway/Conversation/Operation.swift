// SPDX-License-Identifier: Apache-2.0

/// What a request wants of a provider.
public enum Operation: Sendable, Hashable {
    /// An answer of a model, asked for in one of the formats.
    case generate(WireFormat)
    /// Something that only one family of providers does, and that is passed on as it is.
    case passOn(Passage)

    /// An operation that is passed on.
    public enum Passage: UInt8, Sendable, Hashable, CaseIterable {
        /// `POST /v1/embeddings`.
        case embeddings
        /// `POST /v1/completions`.
        case completions
        /// `/v1/responses/{id}` and below: answers that the provider keeps.
        case storedResponses
        /// `POST /v1/messages/count_tokens`.
        case messagesTokens
        /// `models/M:countTokens`.
        case geminiTokens
        /// `models/M:embedContent` and `models/M:batchEmbedContents`, and whatever verb else there may be.
        case geminiOther

        /// The format of the family that it belongs to, in which it also fails.
        public var family: WireFormat {
            switch self {
            case .embeddings, .completions: .openAIChat
            case .storedResponses: .openAIResponses
            case .messagesTokens: .anthropicMessages
            case .geminiTokens, .geminiOther: .gemini
            }
        }

        /// What an error says that it is.
        public var words: String {
            switch self {
            case .embeddings: "Embeddings"
            case .completions: "Legacy completions"
            case .storedResponses: "Stored responses"
            case .messagesTokens, .geminiTokens: "Token counts"
            case .geminiOther: "This operation of Gemini's"
            }
        }
    }
}
