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

    /// Writes a header line in one piece.
    mutating func put(line name: StaticString, _ value: UnsafeRawBufferPointer) {
        let nameSize = name.utf8CodeUnitCount
        let size = nameSize + value.count + 4
        writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
            guard var place = room.baseAddress else { return 0 }
            place.copyMemory(from: name.utf8Start, byteCount: nameSize)
            place += nameSize
            place.storeBytes(of: UInt16(littleEndian: 0x203A), as: UInt16.self)
            place += 2
            if let start = value.baseAddress { place.copyMemory(from: start, byteCount: value.count) }
            place += value.count
            place.storeBytes(of: UInt16(littleEndian: 0x0A0D), as: UInt16.self)
            return size
        }
    }

    /// Writes the size line of a chunk.
    mutating func put(chunk size: Int) {
        var digits: (UInt64, UInt64, UInt16) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { room in
            room.storeBytes(of: UInt16(littleEndian: 0x0A0D), toByteOffset: 16, as: UInt16.self)
            var place = 16
            var rest = size.magnitude
            repeat {
                place -= 1
                let digit = UInt8(truncatingIfNeeded: rest & 15)
                room[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
                rest >>= 4
            } while rest > 0
            put(UnsafeRawBufferPointer(rebasing: room[place..<18]))
        }
    }

    /// Hands the decimal digits of a number to `body`.
    static func withDigits(_ number: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { room in
            var place = room.count
            var rest = number.magnitude
            repeat {
                place -= 1
                room[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                place -= 1
                room[place] = 0x2D
            }
            body(UnsafeRawBufferPointer(rebasing: room[place...]))
        }
    }
}
