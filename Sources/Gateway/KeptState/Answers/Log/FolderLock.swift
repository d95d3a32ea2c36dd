// SPDX-License-Identifier: Apache-2.0

import Storage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder that only its owner may look into, and that one program at a time writes to.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// How often the lock is tried: a program that was killed still holds it for a moment.
    private static let tries = 50
    /// The time between two tries, in microseconds.
    private static let pause: UInt32 = 2000

    /// Makes the folder if there is none, and locks it for as long as this is held.
    init(_ path: String) throws(StorageFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure(path) }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.descriptor = descriptor
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 || fchmod(descriptor, 0o700) == 0 else {
            throw Self.failure(path)
        }
        for number in 1...Self.tries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw Self.failure(path) }
            if number < Self.tries { usleep(Self.pause) }
        }
        throw .cannotOpen(path: path, reason: "another gateway writes to it")
    }

    deinit { close(descriptor) }

    private static func failure(_ path: String) -> StorageFailure {
        .cannotOpen(path: path, reason: SegmentFile.systemWords())
    }

    /// The names of the files in it.
    static func names(in path: String) throws(StorageFailure) -> [String] {
        guard let directory = opendir(path) else { throw failure(path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                        String(cString: $0)
                    }
                })
        }
        return names
    }
}
