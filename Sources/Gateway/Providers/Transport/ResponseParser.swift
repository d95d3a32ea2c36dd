// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Reads one HTTP/1.1 response after another from the bytes of a connection (RFC 9112), strictly.
///
/// A pure state machine: the caller owns the bytes and takes events until nil, then brings more. Whatever could be
/// read in two ways is an error, so no byte of one answer can become part of the next.
public struct ResponseParser: Sendable {
    /// What was read.
    public enum Event: Sendable {
        case head(ResponseHead)
        case body(ByteBuffer)
        case end
    }

    private enum State {
        case head
        case body(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailers(read: Int)
        case untilClose
        case ended
    }

    /// Bytes that a head may have, and trailers likewise.
    private static let headLimit = 64 * 1024
    private static let fieldLimit = 256
    private static let chunkLineLimit = 1024

    private var state = State.head
    private var searched = 0

    public init() {}

    /// Whether the bytes so far leave no answer half read.
    public var isBetweenResponses: Bool {
        switch state {
        case .head: searched == 0
        case .ended: true
        default: false
        }
    }

    /// Begins the next response of the same connection.
    public mutating func reset() {
        state = .head
        searched = 0
    }

    /// Takes the next event from `buffer`, or nil if it needs more bytes.
    public mutating func next(_ buffer: inout ByteBuffer) throws(ResponseProblem) -> Event? {
        while true {
            switch state {
            case .head:
                guard let head = try readHead(&buffer) else { return nil }
                if (100..<200).contains(head.status) { continue }
                switch head.framing {
                case .none, .length(0): state = .ended
                case .length(let count): state = .body(remaining: count)
                case .chunked: state = .chunkSize
                case .untilClose: state = .untilClose
                }
                if case .ended = state { endPending = true }
                return .head(head)
            case .body(let remaining):
                guard let slice = buffer.readSlice(length: min(remaining, buffer.readableBytes)),
                    slice.readableBytes > 0
                else { return nil }
                let left = remaining - slice.readableBytes
                state = left == 0 ? .ended : .body(remaining: left)
                if left == 0 { endPending = true }
                return .body(slice)
            case .untilClose:
                guard let slice = buffer.readSlice(length: buffer.readableBytes), slice.readableBytes > 0 else {
                    return nil
                }
                return .body(slice)
            case .chunkSize:
                guard let line = try readLine(&buffer, limit: Self.chunkLineLimit) else { return nil }
                let size = try Self.chunkSize(line)
                state = size == 0 ? .trailers(read: 0) : .chunk(remaining: size)
            case .chunk(let remaining):
                guard let slice = buffer.readSlice(length: min(remaining, buffer.readableBytes)),
                    slice.readableBytes > 0
                else { return nil }
                let left = remaining - slice.readableBytes
                state = left == 0 ? .chunkEnd : .chunk(remaining: left)
                return .body(slice)
            case .chunkEnd:
                guard let line = try readLine(&buffer, limit: 2) else { return nil }
                guard line.readableBytes == 0 else { throw .malformedChunk }
                state = .chunkSize
            case .trailers(let read):
                guard let line = try readLine(&buffer, limit: Self.headLimit) else { return nil }
                guard read + line.readableBytes <= Self.headLimit else { throw .headTooLarge }
                if line.readableBytes == 0 {
                    state = .ended
                    endPending = true
                } else {
                    state = .trailers(read: read + line.readableBytes + 2)
                }
            case .ended:
                guard endPending else { return nil }
                endPending = false
                return .end
            }
        }
    }

    private var endPending = false

    /// What the end of the connection means: `.end` if it ends the body regularly, nil if the answer was cut.
    public mutating func finishAtClose() -> Event? {
        guard case .untilClose = state else { return nil }
        state = .ended
        return .end
    }

    // MARK: Lines

    private func readLine(_ buffer: inout ByteBuffer, limit: Int) throws(ResponseProblem) -> ByteBuffer? {
        guard let length = try Self.lineLength(buffer, limit: limit) else { return nil }
        let line = buffer.readSlice(length: length)
        buffer.moveReaderIndex(forwardBy: 2)
        return line
    }

    /// The length of the line that `buffer` begins with, its CRLF apart; nil if it is not all there.
    private static func lineLength(_ buffer: ByteBuffer, limit: Int) throws(ResponseProblem) -> Int? {
        let span = buffer.readableBytesUInt8Span
        var place = 0
        let count = min(span.count, limit + 2)
        while place < count, span[unchecked: place] != 0x0A { place &+= 1 }
        guard place < count else {
            if span.count > limit + 1 { throw .malformedChunk }
            return nil
        }
        guard place > 0, span[place - 1] == 0x0D else { throw .malformedChunk }
        return place - 1
    }

    private static func chunkSize(_ line: ByteBuffer) throws(ResponseProblem) -> Int {
        let span = line.readableBytesUInt8Span
        var size = 0
        var digits = 0
        while digits < span.count {
            let byte = span[digits]
            let digit: Int
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = Int(byte) - 0x30
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = Int(byte) - 0x61 + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = Int(byte) - 0x41 + 10
            default: digit = -1
            }
            if digit < 0 { break }
            size = size << 4 | digit
            digits += 1
            guard digits <= 12 else { throw .malformedChunk }
        }
        guard digits > 0 else { throw .malformedChunk }
        // What follows may only be padding and an extension, without control characters.
        var place = digits
        while place < span.count, span[place] == 0x20 || span[place] == 0x09 { place += 1 }
        guard place == span.count || span[place] == UInt8(ascii: ";") else { throw .malformedChunk }
        while place < span.count {
            guard span[place] >= 0x20 || span[place] == 0x09 else { throw .malformedChunk }
            place += 1
        }
        return size
    }

    // MARK: The head

    private mutating func readHead(_ buffer: inout ByteBuffer) throws(ResponseProblem) -> ResponseHead? {
        guard let end = Self.endOfHead(buffer, from: max(0, searched - 3)) else {
            searched = buffer.readableBytes
            if searched > Self.headLimit { throw .headTooLarge }
            return nil
        }
        guard end <= Self.headLimit else { throw .headTooLarge }
        searched = 0
        guard let bytes = buffer.readSlice(length: end + 2) else { return nil }
        buffer.moveReaderIndex(forwardBy: 2)
        return try Self.parse(bytes)
    }

    /// Where the empty line's CRLF CRLF begins.
    private static func endOfHead(_ buffer: ByteBuffer, from start: Int) -> Int? {
        let span = buffer.readableBytesUInt8Span
        let count = span.count
        var place = start
        while place &+ 3 < count {
            if span[unchecked: place &+ 3] > 0x0D {
                place &+= 4
            } else if span[unchecked: place] == 0x0D, span[unchecked: place &+ 1] == 0x0A,
                span[unchecked: place &+ 2] == 0x0D, span[unchecked: place &+ 3] == 0x0A
            {
                return place
            } else {
                place &+= 1
            }
        }
        return nil
    }

    private static func parse(_ bytes: ByteBuffer) throws(ResponseProblem) -> ResponseHead {
        let span = bytes.readableBytesUInt8Span
        guard span.count >= 14, HeaderBytes.matches(span, 0..<7, "http/1."), span[7] &- 0x30 < 10, span[8] == 0x20
        else { throw .malformedStatusLine }
        var status = 0
        for place in 9..<12 {
            guard span[place] &- 0x30 < 10 else { throw .malformedStatusLine }
            status = status * 10 + Int(span[place] &- 0x30)
        }
        guard status >= 100, span[12] == 0x20 || span[12] == 0x0D else { throw .malformedStatusLine }
        var place = 12
        while span[place] != 0x0D {
            // Some readers would end the line at a bare line feed.
            guard span[place] >= 0x20 || span[place] == 0x09 else { throw .malformedStatusLine }
            place += 1
        }
        guard span[place + 1] == 0x0A else { throw .malformedStatusLine }
        place += 2
        var fields: [ResponseHead.Field] = []
        fields.reserveCapacity(16)
        var length = FramingFields()
        length.isOldVersion = span[7] == UInt8(ascii: "0")
        while place < span.count {
            let field = try parseField(span, &place)
            guard fields.count < fieldLimit else { throw .headTooLarge }
            try length.look(at: field, span)
            fields.append(field)
        }
        return ResponseHead(
            status: status, bytes: bytes, fields: fields, framing: try length.framing(status: status),
            keepsAlive: length.keepsAlive)
    }

    private static func parseField(_ span: Span<UInt8>, _ place: inout Int) throws(ResponseProblem)
        -> ResponseHead.Field
    {
        let start = place
        while place < span.count, span[place] != UInt8(ascii: ":") {
            // No white space or control character in a name, so no folded lines either.
            guard span[place] > 0x20, span[place] < 0x7F else { throw .malformedHeader }
            place += 1
        }
        guard place > start, place < span.count else { throw .malformedHeader }
        let name = start..<place
        place += 1
        while place < span.count, span[place] == 0x20 || span[place] == 0x09 { place += 1 }
        let valueStart = place
        while place < span.count, span[place] != 0x0D {
            guard span[place] != 0x0A, span[place] != 0 else { throw .malformedHeader }
            place += 1
        }
        guard place + 1 < span.count, span[place + 1] == 0x0A else { throw .malformedHeader }
        var valueEnd = place
        while valueEnd > valueStart, span[valueEnd - 1] == 0x20 || span[valueEnd - 1] == 0x09 { valueEnd -= 1 }
        place += 2
        return ResponseHead.Field(name: name, value: valueStart..<valueEnd)
    }
}
