// SPDX-License-Identifier: Apache-2.0

/// The file in which a running gateway leaves its process id.
public struct PIDFile: Sendable, Equatable {
    /// Where it is.
    public let path: String

    /// The file at `path`.
    public init(_ path: String) {
        self.path = path
    }

    /// Writes `processID`, readable by the user alone (0600), and makes the folder when it is missing.
    public func write(_ processID: Int32) throws(FileAccessError) {
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try PrivateFile.createFolder(String(path[..<slash]))
        }
        try PrivateFile.replace(path, with: "\(processID)\n")
    }

    /// The process id in the file, `nil` when there is no file; throws when something else is in it.
    public func read() throws(FileAccessError) -> Int32? {
        guard PrivateFile.exists(path) else { return nil }
        let text = try PrivateFile.contents(of: path, limit: 64).trimmed
        // 0 and below would send a signal to whole groups of processes, 1 to the system's first.
        guard let processID = Int32(text), processID > 1 else {
            throw FileAccessError(action: "read", path: path, reason: "it holds no process id")
        }
        return processID
    }

    /// Removes the file if it still names `processID`: another gateway may have written its own since.
    public func remove(ifNaming processID: Int32) throws(FileAccessError) {
        guard try read() == processID else { return }
        try PrivateFile.remove(path)
    }
}
