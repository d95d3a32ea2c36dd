// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that is read or written in large pieces; closed when it goes away.
final class SystemFile {
    private let descriptor: Int32
    let path: String

    /// Opens a file for reading; nil tells ``lastError``.
    init(reading path: String) throws(EncoderFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor < 0 else { return }
        throw errno == ENOENT ? EncoderFailure.missing(path) : EncoderFailure.unreadable(path, Self.lastError)
    }

    /// Makes a new file that only its owner reads and writes.
    init(creating path: String) throws(EncoderFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.path = path
        guard descriptor < 0 else { return }
        throw EncoderFailure.unwritable(path, Self.lastError)
    }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }

    /// How many bytes the file has.
    func size() throws(EncoderFailure) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw EncoderFailure.unreadable(path, Self.lastError) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw EncoderFailure.unreadable(path, "it is no file") }
        return Int(status.st_size)
    }

    /// Fills `bytes` from a place on; false if the file ends before.
    func read(into bytes: UnsafeMutableRawBufferPointer, at place: Int) throws(EncoderFailure) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pread(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(place + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw EncoderFailure.unreadable(path, Self.lastError) }
            if count == 0 { return false }
            done += count
        }
        return true
    }

    /// Writes all of `bytes` at the end.
    func write(_ bytes: UnsafeRawBufferPointer) throws(EncoderFailure) {
        var done = 0
        while done < bytes.count {
            let count = systemWrite(bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw EncoderFailure.unwritable(path, Self.lastError) }
            done += count
        }
    }

    /// Sees to it that what was written is on the disk.
    func synchronise() throws(EncoderFailure) {
        guard fsync(descriptor) == 0 else { throw EncoderFailure.unwritable(path, Self.lastError) }
    }

    private func systemWrite(_ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, start, count)
        #elseif canImport(Musl)
        Musl.write(descriptor, start, count)
        #else
        Darwin.write(descriptor, start, count)
        #endif
    }

    /// All bytes of a small file.
    static func contents(of path: String, limit: Int) throws(EncoderFailure) -> [UInt8] {
        let file = try SystemFile(reading: path)
        let size = try file.size()
        guard size <= limit else { throw EncoderFailure.unreadable(path, "it has more than \(limit) bytes") }
        var bytes = [UInt8](repeating: 0, count: size)
        var isWhole = false
        var failure: EncoderFailure?
        bytes.withUnsafeMutableBytes { buffer in
            do throws(EncoderFailure) { isWhole = try file.read(into: buffer, at: 0) } catch { failure = error }
        }
        if let failure { throw failure }
        guard isWhole else { throw EncoderFailure.unreadable(path, "it became shorter meanwhile") }
        return bytes
    }

    /// Puts the file at `from` in the place of the one at `path`, in one step.
    static func replace(_ path: String, with from: String) throws(EncoderFailure) {
        guard rename(from, path) == 0 else { throw EncoderFailure.unwritable(path, lastError) }
    }

    static func remove(_ path: String) { _ = unlink(path) }

    /// What the system says about the last call that failed.
    private static var lastError: String { String(cString: strerror(errno)) }
}
