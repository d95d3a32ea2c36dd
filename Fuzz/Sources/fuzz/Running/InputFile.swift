// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file that always holds the input being run, so that it outlives the process whatever ends it.
///
/// The file is mapped into memory: keeping it up to date costs a copy, no system call. Layout: the length in eight
/// bytes, then the input.
struct InputFile: ~Copyable {
    private static let capacity = 1 << 20
    private static let header = 8

    private let memory: UnsafeMutableRawPointer

    /// Creates or overwrites the file at `path`.
    init(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw UsageError("cannot write \(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(Self.capacity)) == 0,
            let memory = mmap(nil, Self.capacity, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else { throw UsageError("cannot map \(path): \(String(cString: strerror(errno)))") }
        self.memory = memory
    }

    deinit { munmap(memory, Self.capacity) }

    /// Makes `input` the one that is being run.
    func hold(_ input: [UInt8]) {
        let count = min(input.count, Self.capacity - Self.header)
        input.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { (memory + Self.header).copyMemory(from: start, byteCount: count) }
        }
        memory.storeBytes(of: count, as: Int.self)
    }

    /// The input that the file at `path` holds, after whoever wrote it has ended.
    static func read(_ path: String) throws -> [UInt8] {
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        guard bytes.count >= header else { throw UsageError("\(path) holds no input") }
        let count = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
        return Array(bytes.dropFirst(header).prefix(count))
    }
}
