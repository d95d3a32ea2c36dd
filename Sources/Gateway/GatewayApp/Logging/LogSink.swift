// SPDX-License-Identifier: Apache-2.0

import Locking

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Takes log lines from any thread and writes them to standard error from a thread of its own.
///
/// Nobody who logs ever waits for a terminal or a full pipe: beyond a megabyte of unwritten lines new ones are
/// dropped, and a line tells how many.
public final class LogSink: Sendable {
    private struct Waiting {
        var lines: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    private static let limit = 1 << 20
    private let waiting = Locked(Waiting())
    private let descriptor: Int32
    private let queue: SerialThread

    /// - Parameter descriptor: where the lines go.
    public init(descriptor: Int32 = 2) {
        self.descriptor = descriptor
        queue = SerialThread(name: "isartor-log")
    }

    /// Takes one line, without its line end.
    public func write(_ line: String) {
        let mustStart = waiting.withLock { waiting in
            guard waiting.lines.count + line.utf8.count < Self.limit else {
                waiting.dropped += 1
                return false
            }
            waiting.lines.append(contentsOf: line.utf8)
            waiting.lines.append(0x0A)
            defer { waiting.isWriting = true }
            return !waiting.isWriting
        }
        if mustStart { queue.run { self.drain() } }
    }

    /// Writes everything that was taken so far before it returns.
    public func flush() { queue.runAndWait { self.drain() } }

    private func drain() {
        while true {
            let bytes: [UInt8] = waiting.withLock { waiting in
                var lines = waiting.lines
                waiting.lines = []
                if waiting.dropped > 0 {
                    lines.append(contentsOf: "(\(waiting.dropped) log lines were dropped)\n".utf8)
                    waiting.dropped = 0
                }
                if lines.isEmpty { waiting.isWriting = false }
                return lines
            }
            if bytes.isEmpty { return }
            var place = 0
            while place < bytes.count {
                let count = bytes[place...].withUnsafeBytes { systemWrite($0.baseAddress, $0.count) }
                if count < 0 { break }
                place += count
            }
        }
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
}
