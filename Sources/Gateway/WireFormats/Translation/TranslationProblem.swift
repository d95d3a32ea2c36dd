// SPDX-License-Identifier: Apache-2.0

/// Why a request cannot be read, or cannot be written in another format.
public struct TranslationProblem: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The field is not what its own format says that it is.
        case malformed
        /// The field means something that the other format has no words for.
        case inexpressible
    }

    public var kind: Kind
    /// The field in the client's own spelling, such as `messages[2].content[0].type`.
    public var field: String
    /// What is wrong with it and what to do, as a sentence without the field's name in front.
    public var explanation: String

    public init(_ kind: Kind, _ field: String, _ explanation: String) {
        self.kind = kind
        self.field = field
        self.explanation = explanation
    }
}
