// SPDX-License-Identifier: Apache-2.0

/// A key as it is presented to a provider. Its text never appears in a description.
public struct Credential: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The header that carries a credential.
    public enum Carrier: Sendable, Hashable {
        /// `Authorization: Bearer …`.
        case bearer
        /// `x-api-key: …`.
        case apiKey
        /// `x-goog-api-key: …`.
        case googleKey
        /// `api-key: …`.
        case azureKey
        /// Headers of Signature Version 4; the key is `ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]`, see ``AWSKey``.
        case awsSignature
    }

    public let carrier: Carrier
    public let key: String

    public init(carrier: Carrier, key: String) {
        self.carrier = carrier
        self.key = key
    }

    /// What stands before the key in its header line, or nil for a key that signs and is never sent.
    public var linePrefix: StaticString? {
        switch carrier {
        case .bearer: "authorization: Bearer "
        case .apiKey: "x-api-key: "
        case .googleKey: "x-goog-api-key: "
        case .azureKey: "api-key: "
        case .awsSignature: nil
        }
    }

    public var description: String { "[redacted]" }
    public var debugDescription: String { "[redacted]" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
