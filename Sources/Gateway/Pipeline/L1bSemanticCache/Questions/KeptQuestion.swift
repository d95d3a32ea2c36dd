// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// A question as it is written down: what its vectors and words are made of again after a restart.
public struct KeptQuestion: Sendable {
    /// What the answer is kept under.
    public let identity: Fingerprint
    public let subject: SemanticSubject
    /// When the answer was kept, in milliseconds of the clock that the cache counts by.
    public let storedAt: Int64
    /// Identities of questions that the answer was judged wrong for.
    public let blocked: [Fingerprint]

    public init(identity: Fingerprint, subject: SemanticSubject, storedAt: Int64, blocked: [Fingerprint]) {
        self.identity = identity
        self.subject = subject
        self.storedAt = storedAt
        self.blocked = blocked
    }

    init(_ entry: SemanticEntry) {
        self.init(
            identity: entry.identity, subject: entry.subject, storedAt: entry.storedAt, blocked: entry.blocked)
    }
}
