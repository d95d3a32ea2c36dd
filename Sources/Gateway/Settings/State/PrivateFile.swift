// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads and writes files that only their owner may read.
public enum PrivateFile {
    /// The text of a file.
    ///
    /// Refuses what is not UTF-8, what holds a NUL, and anything beyond `limit` bytes, so that naming a device or a
    /// huge file by mistake ends in an error.
    public static func contents(of path: String, limit: Int = 4 << 20) throws(FileAccessError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw systemError("read", path) }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw FileAccessError(action: "read", path: path, reason: "it is larger than \(limit) bytes")
            }
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw FileAccessError(action: "read", path: path, reason: "it is not UTF-8 text")
        }
        return text
    }

    /// Replaces a file as a whole, readable by its owner alone (0600): a reader sees the old text or the new one.
    ///
    /// A symbolic link stays one; the file that it points to is replaced.
    public static func replace(_ path: String, with text: String) throws(FileAccessError) {
        let target = resolvingLinks(path)
        let temporary = "\(target).\(getpid()).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw systemError("write", path) }
        let isWritten = writeAll(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
        let failure = errno
        close(descriptor)
        guard isWritten else {
            unlink(temporary)
            throw systemError("write", path, failure)
        }
        guard rename(temporary, target) == 0 else {
            let failure = errno
            unlink(temporary)
            throw systemError("write", path, failure)
        }
    }

    /// Whether there is anything at `path`.
    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Removes a file; one that is gone already is fine.
    public static func remove(_ path: String) throws(FileAccessError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw systemError("remove", path) }
    }

    /// Makes a folder and those above it, for the owner alone (0700); one that exists stays as it is.
    static func createFolder(_ path: String) throws(FileAccessError) {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw FileAccessError(action: "create folder", path: path, reason: "a file of that name is in the way")
            }
            return
        }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try createFolder(String(path[..<slash]))
        }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw systemError("create folder", path) }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR else { return false }
                continue
            }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func resolvingLinks(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func systemError(_ action: String, _ path: String, _ code: Int32 = errno) -> FileAccessError {
        FileAccessError(action: action, path: path, reason: String(cString: strerror(code)))
    }
}
