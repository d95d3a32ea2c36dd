// SPDX-License-Identifier: Apache-2.0

/// How the state on disk is doing, for health reports and metrics.
public struct StorageReport: Sendable, Equatable {
    /// What becomes of what is handed over.
    public enum State: String, Sendable {
        /// It is written.
        case active
        /// It waits in memory, since writing fails at the moment.
        case failing
        /// It is dropped: the file is damaged, and the next start sets it aside.
        case damaged
        /// It is dropped: there is no database.
        case unavailable
        /// Nothing is handed over: this gateway keeps nothing.
        case off
    }

    public var state = State.active
    /// Why it is not active, in words.
    public var reason: String?
    /// The file that was set aside at the start.
    public var setAside: SetAsideFile?
    /// Entries that were committed.
    public var written = 0
    /// Entries that were dropped because of the queue's bound, or because there is no database that would take them.
    public var dropped = 0
    /// Entries that the database refused by themselves.
    public var refused = 0
    /// Entries that were written, and were found to be damaged when they were read.
    public var damaged = 0
    /// Group commits.
    public var commits = 0
    /// Group commits that failed and were tried again.
    public var failedCommits = 0
    /// Bytes that wait.
    public var waitingBytes = 0
    /// The queue's bound in bytes.
    public var limitBytes = 0
    /// From handing over to its commit, in nanoseconds: what waited longest of each commit, added up, and the longest ever.
    public var waitNanoseconds: Int64 = 0
    public var longestWaitNanoseconds: Int64 = 0
    /// Processor time of the writer, in nanoseconds.
    public var writerNanoseconds: Int64 = 0

    public init() {}
}
