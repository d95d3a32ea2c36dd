// SPDX-License-Identifier: Apache-2.0

/// What a model thought in an earlier turn.
///
/// Only the provider that wrote a signature can check it, so reasoning goes back to its own format only.
public struct Reasoning: Sendable, Hashable {
    /// The words, or a summary of them; empty where they are hidden.
    public var text: String
    /// The provider's proof or its encrypted form, opaque to everybody else.
    public var signature: String?
    /// Whether the words are hidden and the signature is all there is.
    public var isRedacted: Bool

    public init(text: String, signature: String? = nil, isRedacted: Bool = false) {
        self.text = text
        self.signature = signature
        self.isRedacted = isRedacted
    }
}
