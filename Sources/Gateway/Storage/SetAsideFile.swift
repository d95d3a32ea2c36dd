// SPDX-License-Identifier: Apache-2.0

/// A database file that could not be used and was renamed, so that a new one could take its place.
public struct SetAsideFile: Sendable, Equatable {
    /// Why a file cannot be used.
    public enum Cause: String, Sendable {
        /// Its contents are not those of a sound database.
        case damaged
        /// A newer version of this program has written it.
        case newer
        /// It belongs to another program.
        case foreign
    }

    /// Where it was.
    public let path: String
    /// Where it is now.
    public let newPath: String
    public let cause: Cause
    /// What was found, in the database's words.
    public let detail: String

    /// The sentence for the log and for health reports.
    public var text: String {
        let why =
            switch cause {
            case .damaged: "is damaged (\(detail))"
            case .newer: "was written by a newer version (\(detail))"
            case .foreign: "belongs to another program (\(detail))"
            }
        return "\(path) \(why). It was renamed to \(newPath), and a new one was started."
    }
}
