// SPDX-License-Identifier: Apache-2.0

/// A piece of what a model wrote.
public enum AnswerPart: Sendable, Hashable {
    /// Words for the user.
    case text(String)
    /// Words that the model wrote for itself, with the provider's signature where there is one.
    case reasoning(String, signature: String?)
    /// A call of one of the request's tools; `arguments` is the raw JSON text as the model wrote it.
    case toolCall(id: String, name: String, arguments: String)
    /// A part that only its format of origin knows, as raw JSON.
    case opaque(WireFormat, [UInt8])
}
