// SPDX-License-Identifier: Apache-2.0

/// A file that could not be read or written.
public struct FileAccessError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was tried, as "write".
    public let action: String
    /// The file or folder.
    public let path: String
    /// Why it failed, in the system's words.
    public let reason: String

    public init(action: String, path: String, reason: String) {
        self.action = action
        self.path = path
        self.reason = reason
    }

    /// The sentence for a person, as `cannot write /etc/isartor.toml: Permission denied`.
    public var description: String { "cannot \(action) \(path): \(reason)" }
}
