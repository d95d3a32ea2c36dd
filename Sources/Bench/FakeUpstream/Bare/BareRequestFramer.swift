// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Finds the requests in the bytes of a connection, doing as little as a load test allows.
///
/// It trusts its peer: it knows `Content-Length`, chunked bodies and `Connection: close`, and takes malformed framing
/// as the end of the connection. It is for loopback load tests and must not face anybody else.
struct BareRequestFramer {
    enum Outcome: Equatable {
        case needsMore
        case request(BareRequest)
        case malformed
    }

    /// What the head says about the rest of the request.
    private struct Head {
        var length: Int
        var bodyLength = 0
        var isChunked = false
        var closes: Bool
    }

    /// Longer heads are malformed; so nothing grows without bounds while its end is looked for.
    private static let longestHead = 64 << 10
    private static let longestBody = 256 << 20

    /// The head of the request whose body is still on its way.
    private var head: Head?

    /// The next request in `buffer`, which is moved behind it.
    mutating func next(in buffer: inout ByteBuffer) -> Outcome {
        do throws(Obstacle) {
            let head = try readHead(of: buffer)
            var length = head.length + head.bodyLength
            if head.isChunked {
                length = try buffer.withUnsafeReadableBytes { Self.chunkedLength($0, from: head.length) }.get()
            }
            guard buffer.readableBytes >= length else { return .needsMore }
            let request = buffer.withUnsafeReadableBytes {
                Self.request(UnsafeRawBufferPointer(rebasing: $0[..<length]), head)
            }
            buffer.moveReaderIndex(forwardBy: length)
            self.head = nil
            return .request(request)
        } catch {
            return error == .needsMore ? .needsMore : .malformed
        }
    }

    /// The head that was read before, or the one that the buffer begins with.
    private mutating func readHead(of buffer: ByteBuffer) throws(Obstacle) -> Head {
        if let head { return head }
        let found = try buffer.withUnsafeReadableBytes(Self.readHead).get()
        head = found
        return found
    }

    /// Why something could not be read yet, or at all.
    private enum Obstacle: Error {
        case needsMore
        case malformed
    }

    private static func request(_ bytes: UnsafeRawBufferPointer, _ head: Head) -> BareRequest {
        let methodEnd = bytes.firstIndex(of: 0x20) ?? 0
        let target = bytes[(methodEnd + 1)...].prefix { $0 != 0x20 && $0 != 0x0D }
        var route = BareRequest.Route.chatCompletions
        if target.starts(with: "/v1/messages".utf8) { route = .messages }
        if target.starts(with: "/__fake/".utf8) { route = .control }
        let isControl = route == .control
        return BareRequest(
            method: isControl ? String(decoding: bytes[..<methodEnd], as: UTF8.self) : "",
            target: isControl ? String(decoding: target, as: UTF8.self) : "",
            route: route,
            streams: asksForStream(bytes[head.length...]),
            closes: head.closes,
            body: isControl ? Array(bytes[head.length...]) : [])
    }

    /// Whether the body holds `"stream":true`, with or without one space before the value.
    static func asksForStream(_ body: Slice<UnsafeRawBufferPointer>) -> Bool {
        let name: StaticString = "\"stream\":"
        let value: StaticString = "true"
        let last = body.endIndex - name.utf8CodeUnitCount - value.utf8CodeUnitCount
        var index = body.startIndex
        let bytes = body.base
        while index <= last {
            // Looks at the `m` of `stream` first: it is rarer in JSON than the quote.
            guard bytes[index + 6] == UInt8(ascii: "m"), matches(bytes, at: index, name) else {
                index += 1
                continue
            }
            var start = index + name.utf8CodeUnitCount
            if start < body.endIndex, bytes[start] == 0x20 { start += 1 }
            if start + value.utf8CodeUnitCount <= body.endIndex, matches(bytes, at: start, value) { return true }
            index += 1
        }
        return false
    }

    private static func matches(_ bytes: UnsafeRawBufferPointer, at index: Int, _ text: StaticString) -> Bool {
        for offset in 0..<text.utf8CodeUnitCount where bytes[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    private static func readHead(_ bytes: UnsafeRawBufferPointer) -> Result<Head, Obstacle> {
        var head = Head(length: 0, closes: false)
        var lineStart = 0
        var index = 0
        while index + 1 < bytes.count {
            guard bytes[index] == 0x0D, bytes[index + 1] == 0x0A else {
                index += 1
                continue
            }
            if index == lineStart {
                head.length = index + 2
                return .success(head)
            }
            let line = UnsafeRawBufferPointer(rebasing: bytes[lineStart..<index])
            if lineStart == 0 {
                head.closes = line.suffix(8).elementsEqual("HTTP/1.0".utf8)
            } else if !read(line, into: &head) {
                return .failure(.malformed)
            }
            index += 2
            lineStart = index
        }
        return .failure(bytes.count > longestHead ? .malformed : .needsMore)
    }

    /// Reads one header field; false when it is malformed.
    private static func read(_ line: UnsafeRawBufferPointer, into head: inout Head) -> Bool {
        // Few fields matter, and their first letters tell them apart from nearly all others.
        switch line[0] | 0x20 {
        case UInt8(ascii: "c"):
            if let value = value(of: "content-length:", in: line) {
                guard let length = number(value, radix: 10) else { return false }
                head.bodyLength = length
            } else if let value = value(of: "connection:", in: line) {
                head.closes = equals(value, "close")
            }
        case UInt8(ascii: "t"):
            if let value = value(of: "transfer-encoding:", in: line) {
                guard equals(value, "chunked") else { return false }
                head.isChunked = true
            }
        default: break
        }
        return true
    }

    private typealias Bytes = Slice<UnsafeRawBufferPointer>

    /// The value of the field of that name, without white space at either end; nil for another field.
    private static func value(of name: StaticString, in line: UnsafeRawBufferPointer) -> Bytes? {
        let length = name.utf8CodeUnitCount
        guard line.count >= length, equals(line[..<length], name) else { return nil }
        var value = line[length...]
        while value.first == 0x20 || value.first == 0x09 { value.removeFirst() }
        while value.last == 0x20 || value.last == 0x09 { value.removeLast() }
        return value
    }

    /// Whether the bytes are `text`, which is in lower case, in any case.
    private static func equals(_ bytes: Bytes, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        for (offset, byte) in bytes.enumerated() where byte | 0x20 != text.utf8Start[offset] | 0x20 { return false }
        return true
    }

    /// A size of a body that we would read; nil for anything else.
    private static func number(_ digits: Bytes, radix: Int) -> Int? {
        guard !digits.isEmpty else { return nil }
        var number = 0
        for byte in digits {
            guard let digit = digit(byte), digit < radix else { return nil }
            number = number * radix + digit
            guard number <= longestBody else { return nil }
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Where a chunked body that begins at `start` ends.
    private static func chunkedLength(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Result<Int, Obstacle> {
        var position = start
        while true {
            guard let lineEnd = endOfLine(bytes, from: position) else { return .failure(.needsMore) }
            let digits = bytes[position..<lineEnd].prefix { $0 != UInt8(ascii: ";") }
            guard let size = number(digits, radix: 16) else { return .failure(.malformed) }
            position = lineEnd + 2
            guard size > 0 else { return endOfTrailers(bytes, from: position) }
            guard position + size + 2 <= bytes.count else { return .failure(.needsMore) }
            position += size + 2
        }
    }

    private static func endOfTrailers(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Result<Int, Obstacle> {
        var position = start
        while let lineEnd = endOfLine(bytes, from: position) {
            if lineEnd == position { return .success(lineEnd + 2) }
            position = lineEnd + 2
        }
        return .failure(.needsMore)
    }

    private static func endOfLine(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == 0x0D, bytes[index + 1] == 0x0A { return index }
            index += 1
        }
        return nil
    }
}
