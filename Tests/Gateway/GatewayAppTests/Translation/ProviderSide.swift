// SPDX-License-Identifier: Apache-2.0

import Settings
import Testing

/// A provider that speaks one format only.
enum ProviderSide: String, CaseIterable, CustomTestStringConvertible {
    case chat, responses, messages, gemini

    var testDescription: String { rawValue + " provider" }

    var name: ProviderName {
        switch self {
        case .chat, .responses: .openAI
        case .messages: .anthropic
        case .gemini: .gemini
        }
    }

    /// Points settings at this provider; a whole endpoint is the only format spoken there.
    func adjust(_ settings: inout Settings) {
        switch self {
        case .chat: settings.provider.url? += "/v1/chat/completions"
        case .responses: settings.provider.url? += "/v1/responses"
        case .messages, .gemini: break
        }
    }

    /// What the provider's address ends with.
    func expectedPath(streams: Bool) -> String {
        switch self {
        case .chat: "/v1/chat/completions"
        case .responses: "/v1/responses"
        case .messages: "/v1/messages"
        case .gemini: "/v1beta/models/m:\(streams ? "streamGenerateContent" : "generateContent")"
        }
    }

    func isOwn(_ surface: ClientSurface) -> Bool { rawValue == surface.rawValue }
}
