// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Size and time of a file: what tells that it was changed.
struct FileStatus: Hashable {
    let size: Int
    /// When it was written last, in nanoseconds since 1970.
    let written: Int
    let isFolder: Bool

    /// Nil if there is no such file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        size = Int(status.st_size)
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        written = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }
}
