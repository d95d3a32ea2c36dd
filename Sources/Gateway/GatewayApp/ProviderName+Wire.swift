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

    /// The header that carries `key`.
    func carrier(of key: String) -> Credential.Carrier {
        switch entry.carrier {
        case .xApiKey: .apiKey
        case .googleKey: .googleKey
        case .azureKey: .azureKey
        // Bedrock takes keys of its own as bearer, and signatures of AWS's.
        case .awsSignature: if case .bearer = BedrockKey(Secret(key)) { .bearer } else { .awsSignature }
        case .bearer, .copilot, .none: .bearer
        }
    }
}
