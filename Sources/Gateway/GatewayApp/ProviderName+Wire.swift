// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Settings

/// What providers speak, and how they want their keys.
extension ProviderName {
    /// The formats that are spoken at the provider's base address, the one that others are translated to first.
    var formats: [WireFormat] {
        switch family {
        case .anthropic: [.anthropicMessages]
        case .gemini: [.gemini]
        case .openAI: [.openAIChat, .openAIResponses]
        case .openAIChat: [.openAIChat]
        }
    }

    /// Where the provider's own service is; of the three families it is the only host that a client's credential goes
    /// to by itself.
    var publicURL: String? { baseURL }

    /// The header that carries the provider's key.
    var carrier: Credential.Carrier {
        switch entry.carrier {
        case .xApiKey: .apiKey
        case .googleKey: .googleKey
        case .bearer, .azureKey, .awsSignature, .copilot, .none: .bearer
        }
    }
}
