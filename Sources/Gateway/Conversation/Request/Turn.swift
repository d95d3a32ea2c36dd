// SPDX-License-Identifier: Apache-2.0

/// One turn of a conversation.
public struct Turn: Sendable, Hashable {
    /// Who speaks.
    public enum Role: UInt8, Sendable, Hashable, CaseIterable {
        /// Instructions, wherever they stand: a top-level field, the first messages, the middle, the end.
        case system
        /// The user, and the results of tools.
        case user
        /// The model.
        case assistant
    }

    public var role: Role
    public var parts: [Part]
    /// Fields of the message that only its format knows, such as a speaker's `name`.
    public var extras: [ExtraField]

    public init(_ role: Role, _ parts: [Part], extras: [ExtraField] = []) {
        self.role = role
        self.parts = parts
        self.extras = extras
    }
}
