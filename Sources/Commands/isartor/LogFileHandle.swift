// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that is open for reading, closed with the last reference to it.
final class LogFileHandle {
    private let descriptor: Int32
    private let path: String

    /// Opens `path`.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw Self.failure(path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// How many bytes it has now.
    var size: Int { Int(status.st_size) }

    /// Whether both are one file, under whatever names.
    func isSameFile(as other: LogFileHandle) -> Bool {
        let (mine, theirs) = (status, other.status)
        return mine.st_ino == theirs.st_ino && mine.st_dev == theirs.st_dev
    }

    /// Up to `count` bytes from `offset` on; none at the end.
    func read(from offset: Int, count: Int) throws(CommandFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(path) }
            if got == 0 { break }
            filled += got
        }
        return Array(bytes[..<filled])
    }

    private var status: stat {
        var status = stat()
        fstat(descriptor, &status)
        return status
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("cannot read \(path): \(String(cString: strerror(errno)))", remedy: "check who may read it")
    }
}
