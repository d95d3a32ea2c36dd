// SPDX-License-Identifier: Apache-2.0

/// Why something could not be kept or read.
public enum StorageFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be opened, made or set aside.
    case cannotOpen(path: String, reason: String)
    /// There is no database at all: the gateway goes on without one.
    case unavailable(reason: String)
    /// More waits to be written than the queue may hold.
    case queueIsFull
    /// The database refused.
    case refused(reason: String)

    /// What happened, and what to do about it.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot open \(path): \(reason). See to it that the folder exists, is writable and has room."
        case .unavailable(let reason): "nothing is kept: \(reason)"
        case .queueIsFull: "more waits to be written than the queue may hold. Try again later."
        case .refused(let reason): "the database refused: \(reason)"
        }
    }
}
