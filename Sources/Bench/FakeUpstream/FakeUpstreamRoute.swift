// SPDX-License-Identifier: Apache-2.0

/// The doors of the fake upstream, as the ledger counts them.
public enum FakeUpstreamRoute: String, Sendable, Hashable, CaseIterable {
    /// `POST` to a path that ends in `/chat/completions`.
    case chatCompletions = "chat-completions"
    /// `POST /v1/messages`.
    case messages
    /// `POST /v1/messages/count_tokens`.
    case countTokens = "count-tokens"
    /// `GET /v1/models` and `GET /v1/models/ID`.
    case models
    /// Everything else; nearly all of it is answered with 404.
    case other
}
