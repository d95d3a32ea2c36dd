// SPDX-License-Identifier: Apache-2.0

/// Something about the state on disk that an operator should hear.
public enum StorageNotice: Sendable, Equatable {
    /// A file that cannot be used was renamed, and a new one started.
    case setAside(SetAsideFile)
    /// A file of an earlier version, and of so many bytes, is brought to this one's form; the start waits for it.
    case upgrading(bytes: Int)
    /// There is no database; the gateway goes on without one.
    case unavailable(reason: String)
    /// Writes fail; what comes waits in memory and is tried again.
    case failing(reason: String)
    /// The file was damaged while it was in use; nothing is written until the next start.
    case damaged(reason: String)
    /// Writes succeed again; so many entries were dropped meanwhile.
    case recovered(dropped: Int)
    /// The queue was full, and entries were dropped for the first time since it last was not.
    case dropping
    /// The gateway stopped with entries that could not be written.
    case lost(entries: Int)

    /// Whether it is good news.
    public var isGood: Bool {
        switch self {
        case .recovered, .upgrading: true
        default: false
        }
    }

    /// The sentence for the log.
    public var text: String {
        switch self {
        case .setAside(let file): file.text
        case .upgrading(let bytes):
            "The state database of \(bytes >> 20) MiB is brought to this version's form, once; that may take a minute."
        case .unavailable(let reason):
            "The state database cannot be used, so usage and keys are not written: \(reason)"
        case .failing(let reason):
            "The state database cannot be written; entries wait in memory and are tried again every second: \(reason)"
        case .damaged(let reason):
            "The state database is damaged; nothing is written to it any more, and the next start sets it aside: \(reason)"
        case .recovered(let dropped): "The state database is written again; \(dropped) entries were dropped meanwhile."
        case .dropping: "More waits for the state database than the queue may hold; new entries are dropped."
        case .lost(let entries): "Stopped with \(entries) entries that could not be written to the state database."
        }
    }
}
