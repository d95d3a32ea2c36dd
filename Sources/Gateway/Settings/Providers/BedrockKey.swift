// SPDX-License-Identifier: Apache-2.0

/// What the key of a `bedrock` provider is.
public enum BedrockKey: Sendable, Equatable {
    /// A Bedrock API key, sent as bearer.
    case bearer(Secret)
    /// AWS credentials, written as `ACCESS_KEY_ID:SECRET` or `ACCESS_KEY_ID:SECRET:SESSION_TOKEN`, that sign requests.
    case credentials(accessKeyID: String, secret: Secret, sessionToken: Secret?)

    /// Reads a key; `nil` when it has colons but not the form of credentials.
    public init?(_ key: Secret) {
        let parts = key.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else {
            self = .bearer(key)
            return
        }
        guard parts.count <= 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self = .credentials(
            accessKeyID: parts[0], secret: Secret(parts[1]), sessionToken: parts.count == 3 ? Secret(parts[2]) : nil)
    }
}
