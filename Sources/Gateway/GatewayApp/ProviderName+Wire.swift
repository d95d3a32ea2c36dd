// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings

/// What providers speak, and how they want their keys.
extension ProviderName {
    /// The formats that are spoken at the provider's base address, the one that others are translated to first.
    var formats: [WireFormat] {
        switch self {
        case .anthropic: [.anthropicMessages]
        case .gemini: [.gemini]
        case .openAI: [.openAIChat, .openAIResponses]
        default: [.openAIChat]
        }
    }

    /// Where a family's own service is: the only host that a client's credential goes to by itself.
    var publicURL: String? {
        switch self {
        case .openAI: "https://api.openai.com/v1"
        case .anthropic: "https://api.anthropic.com"
        case .gemini: "https://generativelanguage.googleapis.com"
        default: nil
        }
    }

    /// The header that carries the provider's key.
    var carrier: Credential.Carrier {
        switch self {
        case .anthropic: .apiKey
        case .gemini: .googleKey
        default: .bearer
        }
    }
}
