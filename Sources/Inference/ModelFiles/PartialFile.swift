// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file on its way here: readable by its owner alone, kept when the way is cut, and locked against a second writer.
final class PartialFile {
    let path: String
    private var descriptor: Int32
    /// How many bytes it has.
    private(set) var size: Int

    /// Opens what there is already, or begins anew.
    init(_ path: String) throws(ModelFailure) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .fileAccess("write", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let failure = ModelFailure.fileAccess("lock", path)
            closeDescriptor(descriptor)
            throw isTaken
                ? ModelFailure(
                    .underWay, "another program is fetching \(path)", remedy: "wait until it is done, or stop it")
                : failure
        }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else {
            let failure = ModelFailure.fileAccess("read", path)
            closeDescriptor(descriptor)
            throw failure
        }
        size = Int(end)
    }

    deinit { close() }

    /// Lets go of the file; nothing can be written after this.
    func close() {
        guard descriptor >= 0 else { return }
        closeDescriptor(descriptor)
        descriptor = -1
    }

    /// Throws away what there is.
    func empty() throws(ModelFailure) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw .fileAccess("write", path)
        }
        size = 0
    }

    /// Adds bytes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws(ModelFailure) {
        var place = 0
        while place < bytes.count {
            let count = write(descriptor, bytes.baseAddress.map { $0 + place }, bytes.count - place)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .fileAccess("write", path) }
            place += count
            size += count
        }
    }

    /// Adds bytes at the end.
    func append(_ bytes: [UInt8]) throws(ModelFailure) {
        var failure: ModelFailure?
        bytes.withUnsafeBytes { bytes in
            do throws(ModelFailure) { try append(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Gives it its name, as a whole: whoever looks sees the old file or the new one.
    func move(to target: String) throws(ModelFailure) {
        guard fsync(descriptor) == 0, fchmod(descriptor, 0o600) == 0, rename(path, target) == 0 else {
            throw .fileAccess("write", target)
        }
    }

    /// Removes it.
    func remove() { unlink(path) }
}

/// The system's `close`, whose name the method above has.
private func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}

extension ModelFailure {
    /// What the system's last error says of a file.
    static func fileAccess(_ action: String, _ path: String) -> ModelFailure {
        let isFull = errno == ENOSPC || errno == EDQUOT
        return ModelFailure(
            .fileAccess, "cannot \(action) \(path): \(String(cString: strerror(errno)))",
            remedy: isFull
                ? "make room and run the command again; what has come stays and is not fetched again"
                : "see that the file and its folder are yours, and run the command again")
    }
}
