// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Texts of heads, which are written some forty times a request: what `writeString` does, without its calls.
extension ByteBuffer {
    @inline(__always)
    mutating func put(_ text: StaticString) {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func put(_ text: String) {
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { put(UnsafeRawBufferPointer($0)) }
        if isWritten == nil { writeString(text) }
    }

    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: bytes.count) { room in
            room.copyMemory(from: bytes)
            return bytes.count
        }
    }
}
