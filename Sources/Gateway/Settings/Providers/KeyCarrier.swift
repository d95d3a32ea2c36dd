// SPDX-License-Identifier: Apache-2.0

/// How a provider wants its key.
public enum KeyCarrier: String, Sendable, CaseIterable {
    /// `Authorization: Bearer …`.
    case bearer
    /// `x-api-key: …`.
    case xApiKey = "x-api-key"
    /// `x-goog-api-key: …`.
    case googleKey = "x-goog-api-key"
    /// `api-key: …`, of Azure.
    case azureKey = "api-key"
    /// A Bedrock key as bearer, or AWS credentials that sign each request; ``BedrockKey`` tells which.
    case awsSignature = "AWS"
    /// A GitHub token that is exchanged for a session's token.
    case copilot = "GitHub token"
    /// No key is ever sent.
    case none
}
