// SPDX-License-Identifier: Apache-2.0

/// Why a model's files could not be had, and what to do about it.
public struct ModelFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Kind: Sendable, Hashable {
        /// No place to get the files from was named.
        case noSource
        /// The place that was named cannot be used.
        case badSource
        /// The endpoint has no such file.
        case notThere
        /// The endpoint wants to know who asks, or refuses.
        case refused
        /// The endpoint, or the way to it, is out of order.
        case unreachable
        /// What came is not the file that was expected.
        case wrongContents
        /// A file of this machine could not be read or written.
        case fileAccess
        /// Another program is fetching the same file.
        case underWay
    }

    public let kind: Kind
    /// What went wrong.
    public let reason: String
    /// What to do.
    public let remedy: String

    init(_ kind: Kind, _ reason: String, remedy: String) {
        self.kind = kind
        self.reason = reason
        self.remedy = remedy
    }

    /// One line for a person.
    public var description: String { "\(reason); \(remedy)" }
}
