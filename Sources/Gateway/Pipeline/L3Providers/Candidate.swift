// SPDX-License-Identifier: Apache-2.0

/// A provider that may answer a request, and whose credential goes along.
public struct Candidate: Sendable, Hashable {
    /// Whose credential a provider gets.
    public enum Access: Sendable, Hashable {
        /// One of the member's own keys.
        case pool
        /// The client's own.
        case presented(Credential)
        /// None.
        case open
    }

    /// The place in ``ProviderRouter/members``.
    public let member: Int
    public let access: Access

    public init(member: Int, access: Access) {
        self.member = member
        self.access = access
    }
}
