// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Copies a file's contents.
enum FileCopy {
    /// Appends all of a file to a partial one, and tells how many bytes are there after each piece.
    static func append(_ path: String, to partial: PartialFile, progress: (Int) -> Void) throws(ModelFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileAccess("read", path) }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .fileAccess("read", path) }
            if count == 0 { return }
            try partial.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            progress(partial.size)
        }
    }
}
