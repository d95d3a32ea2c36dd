// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads the end of a growing file and what is added to it, also after the file was cut or replaced.
struct LogTail {
    private let path: String
    private var handle: LogFileHandle
    private var position: Int

    /// Opens the file at its end.
    init(_ path: String) throws {
        self.path = path
        handle = try LogFileHandle(path)
        position = handle.size
    }

    /// The last `count` lines up to where reading goes on.
    func lastLines(_ count: Int) throws -> [UInt8] {
        var tail: [UInt8] = []
        var start = position
        while start > 0 {
            let length = min(start, 64 << 10)
            start -= length
            tail = try handle.read(from: start, count: length) + tail
            // A line break at the very end closes the last line, it opens no further one.
            let breaks = tail.dropLast().indices.filter { tail[$0] == UInt8(ascii: "\n") }
            if breaks.count >= count { return Array(tail[(breaks[breaks.count - count] + 1)...]) }
        }
        return tail
    }

    /// What was added since the last call; from the beginning when the file was cut or another took its place.
    mutating func addedBytes() throws -> [UInt8] {
        if let current = try? LogFileHandle(path), !current.isSameFile(as: handle) {
            handle = current
            position = 0
        }
        if handle.size < position { position = 0 }
        let bytes = try handle.read(from: position, count: 1 << 20)
        position += bytes.count
        return bytes
    }
}
