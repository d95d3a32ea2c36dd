// SPDX-License-Identifier: Apache-2.0

public import GRDB

/// Something to be written with the next group commit.
public struct StateWrite: Sendable {
    /// The memory that it holds while it waits, in bytes.
    public let bytes: Int
    /// How many entries it stands for, for the counts of what was written and what was dropped.
    public let entries: Int
    /// Whether somebody waits for it: then it fails with the group that it is in, instead of being tried again.
    public let isUrgent: Bool
    /// Writes, in the writer's thread and inside a transaction that others share. May be called again after `undone`.
    public let body: @Sendable (Database) throws -> Void
    /// Writes what `body` left to be written later, before the commit: after the bodies of all that shares it, so that what
    /// several of them came to is written once. Called for each of them, in the writer's thread and their transaction.
    public let conclusion: (@Sendable (Database) throws -> Void)?
    /// What `body` wrote is gone again; what was remembered of it must be forgotten.
    public let undone: (@Sendable () -> Void)?
    /// It is committed (nil), or never will be.
    public let ended: (@Sendable (StorageFailure?) -> Void)?

    public init(
        bytes: Int, entries: Int = 1, isUrgent: Bool = false,
        undone: (@Sendable () -> Void)? = nil, conclusion: (@Sendable (Database) throws -> Void)? = nil,
        ended: (@Sendable (StorageFailure?) -> Void)? = nil,
        body: @escaping @Sendable (Database) throws -> Void
    ) {
        self.bytes = bytes
        self.entries = entries
        self.isUrgent = isUrgent
        self.undone = undone
        self.conclusion = conclusion
        self.ended = ended
        self.body = body
    }
}
