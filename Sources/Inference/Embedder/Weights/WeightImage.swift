// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A part of the packed weights in memory.
///
/// The memory is asked for in large pages where the system has them, since every text reads all of it.
// Unchecked: the bytes are written while the image is made, by whoever makes it, and only read from then on.
final class WeightImage: @unchecked Sendable {
    let part: encoder_part
    let bytes: UnsafeMutableRawBufferPointer

    /// Memory for a part, not filled yet.
    private init(_ part: encoder_part) throws(EncoderFailure) {
        self.part = part
        let size = encoder_part_size(part)
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 1 << 21, size) == 0, let memory else { throw EncoderFailure.noMemory }
        bytes = UnsafeMutableRawBufferPointer(start: memory, count: size)
        #if os(Linux)
        _ = madvise(memory, size, MADV_HUGEPAGE)
        #endif
    }

    /// - Parameters:
    ///   - part: which part.
    ///   - fill: writes all bytes.
    convenience init(
        _ part: encoder_part, fill: (UnsafeMutableRawBufferPointer) throws(EncoderFailure) -> Void
    ) throws(EncoderFailure) {
        try self.init(part)
        try fill(bytes)
    }

    deinit { free(bytes.baseAddress) }

    var start: UnsafePointer<UInt8>? {
        bytes.baseAddress.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
    }

    var checksum: UInt64 { encoder_checksum(start, bytes.count) }
}
