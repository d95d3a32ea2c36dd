// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The database's file and those that SQLite puts beside it, readable by their owner alone.
struct DatabaseFile: Sendable {
    let path: String

    /// The write-ahead log.
    var logPath: String { path + "-wal" }
    /// Left behind when the file turned out to be damaged in use: the next start looks closely.
    private var suspicionPath: String { path + ".suspect" }

    /// Makes the file if there is none, and takes it away from everybody but its owner (0600).
    ///
    /// SQLite gives the files beside it the same permissions.
    func prepare() throws(StorageFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure() }
        guard status.st_mode & 0o077 != 0 else { return }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure() }
    }

    /// The size of the file in bytes, zero if there is none.
    var size: Int { Self.size(path) }

    /// The size of the write-ahead log in bytes.
    var logSize: Int { Self.size(logPath) }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Renames the file and what belongs to it; a new one can then take its place.
    func setAside(_ cause: SetAsideFile.Cause, detail: String) throws(StorageFailure) -> SetAsideFile {
        let setAside = try SetAsideFile.put(aside: path, cause, detail: detail)
        for suffix in ["-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, setAside.newPath + suffix) == 0 else { throw failure() }
        }
        unlink(suspicionPath)
        return setAside
    }

    /// Whether the file was found to be damaged when it was last in use.
    var isSuspect: Bool { access(suspicionPath, F_OK) == 0 }

    /// Has the next start look closely.
    func suspect() {
        let descriptor = open(suspicionPath, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }

    /// The file was looked at and is sound.
    func trust() { unlink(suspicionPath) }

    private func failure() -> StorageFailure {
        .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
}
