// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// A request's header lines in the order in which they came.
enum HeaderLines {
    /// The lines as they were sent, each with its line end: only what ``RequestHeadReader`` has found plain.
    case plain(ByteBuffer)
    case parsed(HTTPHeaders)

    /// Hands each line's name and value to `body`.
    func forEach(_ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void) {
        switch self {
        case .plain(let lines):
            lines.withUnsafeReadableBytes { bytes in
                var place = 0
                while let line = Self.line(bytes, from: place) {
                    body(.init(rebasing: bytes[line.name]), .init(rebasing: bytes[line.value]))
                    place = line.value.upperBound + 2
                }
            }
        case .parsed(let headers):
            for (name, value) in headers {
                var (name, value) = (name, value)
                name.withUTF8 { name in
                    value.withUTF8 { body(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
                }
            }
        }
    }

    /// Names and values as texts.
    var pairs: [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        forEach { pairs.append((String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self))) }
        return pairs
    }

    /// The plain line that begins at `start`; nil behind the last one.
    private static func line(
        _ bytes: UnsafeRawBufferPointer, from start: Int
    ) -> (name: Range<Int>, value: Range<Int>)? {
        guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
        var first = colon + 1
        while first < bytes.count, bytes[first] == 0x20 || bytes[first] == 0x09 { first += 1 }
        guard let end = bytes[first...].firstIndex(of: UInt8(ascii: "\r")) else { return nil }
        return (start..<colon, first..<end)
    }
}
