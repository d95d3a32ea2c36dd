// SPDX-License-Identifier: Apache-2.0

/// Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2), whatever pieces the bytes come in.
///
/// The caller keeps the bytes. It calls ``next(in:)`` with all that it holds until nil comes back, tells with
/// ``discard(_:)`` how many bytes it has dropped from the front, and calls again when more have come. Bytes that were
/// looked at once are not looked at again.
public struct SSESplitter: Sendable {
    private var eventStart = 0
    private var lineStart = 0
    private var cursor = 0
    private var name: Range<Int>?
    private var data: Range<Int>?
    private var moreData: [Range<Int>] = []
    private var hasFields = false
    private var atStart = true
    /// The last line ended with a carriage return at the very end of the bytes: a line feed may still belong to it.
    private var mayOweLineFeed = false

    public init() {}

    /// Where the first byte lies that belongs to no complete event.
    public var incompleteStart: Int { eventStart }

    /// The next complete event in `bytes`, or nil if more bytes are needed.
    ///
    /// An event without any field, such as a lone comment, is returned too: its bytes are part of the stream.
    public mutating func next(in bytes: Span<UInt8>) -> SSEEvent? {
        if atStart { skipByteOrderMark(bytes) }
        if mayOweLineFeed, cursor < bytes.count {
            mayOweLineFeed = false
            if bytes[cursor] == 0x0A {
                cursor += 1
                lineStart = cursor
            }
        }
        while let end = endOfLine(bytes) {
            let line = lineStart..<end
            var after = end + 1
            if bytes[end] == 0x0D {
                if after == bytes.count { mayOweLineFeed = true } else if bytes[after] == 0x0A { after += 1 }
            }
            lineStart = after
            cursor = after
            if !line.isEmpty {
                field(line, bytes)
            } else if hasFields {
                return finish(at: after)
            }
        }
        return nil
    }

    /// Tells that the first `count` bytes are gone.
    public mutating func discard(_ count: Int) {
        eventStart -= count
        lineStart -= count
        cursor -= count
        func shifted(_ range: Range<Int>) -> Range<Int> { range.lowerBound - count..<range.upperBound - count }
        name = name.map(shifted)
        data = data.map(shifted)
        for index in moreData.indices { moreData[index] = shifted(moreData[index]) }
    }

    private mutating func finish(at end: Int) -> SSEEvent {
        let event = SSEEvent(range: eventStart..<end, name: name, data: data, moreData: moreData)
        eventStart = end
        name = nil
        data = nil
        if !moreData.isEmpty { moreData = [] }
        hasFields = false
        return event
    }

    private mutating func skipByteOrderMark(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        if bytes[0] == 0xEF {
            guard bytes.count >= 3 else { return }
            if bytes[1] == 0xBB, bytes[2] == 0xBF {
                cursor = 3
                lineStart = 3
            }
        }
        atStart = false
    }

    /// The place of the next line end at or after the cursor; the cursor moves to what was looked at.
    private mutating func endOfLine(_ bytes: Span<UInt8>) -> Int? {
        guard !atStart else { return nil }
        let count = bytes.count
        let raw = bytes.bytes
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var place = cursor
        while place &+ 8 <= count {
            let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
            let feed = word ^ (ones &* 0x0A)
            let carriage = word ^ (ones &* 0x0D)
            let found = (((feed &- ones) & ~feed) | ((carriage &- ones) & ~carriage)) & tops
            if found != 0 {
                let hit = place &+ found.trailingZeroBitCount / 8
                cursor = hit
                return hit
            }
            place &+= 8
        }
        while place < count {
            let byte = bytes[unchecked: place]
            if byte == 0x0A || byte == 0x0D {
                cursor = place
                return place
            }
            place &+= 1
        }
        cursor = count
        return nil
    }

    private mutating func field(_ line: Range<Int>, _ bytes: Span<UInt8>) {
        hasFields = true
        if let value = value(of: "data", line, bytes) {
            if data == nil { data = value } else { moreData.append(value) }
        } else if let value = value(of: "event", line, bytes) {
            name = value
        }
    }

    /// The value of the field `name` if `line` is one: what follows the colon, less one space.
    private func value(of name: StaticString, _ line: Range<Int>, _ bytes: Span<UInt8>) -> Range<Int>? {
        let length = name.utf8CodeUnitCount
        guard line.count >= length else { return nil }
        for offset in 0..<length where bytes[line.lowerBound + offset] != name.utf8Start[offset] { return nil }
        var start = line.lowerBound + length
        guard start < line.upperBound else { return start..<start }
        guard bytes[start] == UInt8(ascii: ":") else { return nil }
        start += 1
        if start < line.upperBound, bytes[start] == 0x20 { start += 1 }
        return start..<line.upperBound
    }
}
