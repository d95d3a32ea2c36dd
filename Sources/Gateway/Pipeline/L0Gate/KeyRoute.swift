// SPDX-License-Identifier: Apache-2.0

/// A group of routes that a key can be limited to, by the name that it has in settings and requests.
public enum KeyRoute: String, Sendable, Hashable, CaseIterable {
    case chat
    case messages
    case responses
    case gemini
    case native
    case embeddings
    case completions
}
