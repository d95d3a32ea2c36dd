// SPDX-License-Identifier: Apache-2.0

/// What a model said to the gateway itself.
public struct ModelReply: Sendable, Hashable {
    public var text: String
    /// The model that answered, in the provider's words; empty if it did not tell.
    public var model: String

    public init(text: String, model: String) {
        self.text = text
        self.model = model
    }
}
