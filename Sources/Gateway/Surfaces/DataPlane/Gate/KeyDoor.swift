// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline

/// What a request is after, as far as a virtual key's rights go.
enum KeyDoor: Hashable {
    /// Something that a provider does.
    case operation(KeyRoute)
    /// Pages that every holder may see: the list of models, and the key's own.
    case pages
    /// What only whoever runs the gateway may see and do.
    case administration

    init(_ route: Route, uri: String) {
        switch route {
        case .generation(.chatCompletions), .methodNotAllowed(_, .chatCompletions): self = .operation(.chat)
        case .generation(.messages), .methodNotAllowed(_, .messages): self = .operation(.messages)
        case .generation(.responses), .methodNotAllowed(_, .responses): self = .operation(.responses)
        case .generation(.native), .methodNotAllowed(_, .native): self = .operation(.native)
        case .generation(.gemini), .methodNotAllowed(_, .gemini), .gemini: self = .operation(.gemini)
        case .passOn(.embeddings): self = .operation(.embeddings)
        case .passOn(.completions): self = .operation(.completions)
        case .passOn(.storedResponses): self = .operation(.responses)
        case .passOn(.messagesTokens): self = .operation(.messages)
        case .passOn(.geminiTokens), .passOn(.geminiOther): self = .operation(.gemini)
        case .hello, .healthz, .readiness: self = .pages
        case .control:
            let path = uri.prefix { $0 != "?" }
            let isPage = ["/v1/models", "/models", "/v1beta/models"].contains { path == $0 || path.hasPrefix($0 + "/") }
            self = isPage || path == "/key/info" ? .pages : .administration
        }
    }
}
