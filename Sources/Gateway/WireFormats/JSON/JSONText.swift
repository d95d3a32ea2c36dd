// SPDX-License-Identifier: Apache-2.0

/// The small grammars inside a JSON text: numbers, escapes, UTF-8.
public enum JSONText {
    /// Which of eight bytes are a quote, a backslash or a control character: the lowest bit set is in the first one's
    /// top bit. Bits above that one may be wrong.
    @inline(__always)
    static func needsAttention(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = (word &- (ones &* 0x20)) & ~word
        return (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | control) & tops
    }

    /// The place after the number that begins at `start`.
    static func endOfNumber(from start: Int, _ text: Span<UInt8>) throws(JSONProblem) -> Int {
        var place = start
        let count = text.count
        func digits() throws(JSONProblem) {
            let first = place
            while place < count, text[unchecked: place] &- 0x30 < 10 { place &+= 1 }
            if place == first { throw JSONProblem(place == count ? .truncated : .invalidNumber, at: place) }
        }
        if text[place] == UInt8(ascii: "-") { place &+= 1 }
        if place < count, text[unchecked: place] == UInt8(ascii: "0") {
            place &+= 1
        } else {
            try digits()
        }
        if place < count, text[unchecked: place] == UInt8(ascii: ".") {
            place &+= 1
            try digits()
        }
        if place < count, text[unchecked: place] | 0x20 == UInt8(ascii: "e") {
            place &+= 1
            if place < count, text[unchecked: place] == UInt8(ascii: "+") || text[unchecked: place] == UInt8(ascii: "-")
            {
                place &+= 1
            }
            try digits()
        }
        return place
    }

    /// The whole number that a number's text is; nil for one with a fraction or an exponent, or beyond 64 bits.
    static func integer(_ text: Span<UInt8>) -> Int? {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        // Counted downwards, since there is one more number below zero than above.
        var value = 0
        for place in (isNegative ? 1 : 0)..<text.count {
            let digit = text[place] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (tens, isTooMuch) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuchNow) = tens.subtractingReportingOverflow(Int(digit))
            guard !isTooMuch, !isTooMuchNow else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// The place after the escape whose backslash is at `start`.
    static func endOfEscape(from start: Int, _ text: Span<UInt8>) throws(JSONProblem) -> Int {
        guard start + 1 < text.count else { throw JSONProblem(.truncated, at: text.count) }
        switch text[unchecked: start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            guard start + 6 <= text.count else { throw JSONProblem(.truncated, at: text.count) }
            guard hexadecimal(at: start + 2, text) != nil else { throw JSONProblem(.invalidEscape, at: start) }
            return start + 6
        default:
            throw JSONProblem(.invalidEscape, at: start)
        }
    }

    private static func hexadecimal(at start: Int, _ text: Span<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for offset in 0..<4 {
            let byte = text[start + offset]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - 0x61 + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - 0x41 + 10)
            default: return nil
            }
        }
        return value
    }

    /// Appends a string's bytes with its escapes resolved; false when it holds a lone surrogate.
    ///
    /// `content` is what stands between the quotes of a string that a tape has already accepted.
    public static func unescape(_ content: Span<UInt8>, into bytes: inout [UInt8]) -> Bool {
        var place = 0
        let count = content.count
        while place < count {
            let start = place
            while place < count, content[unchecked: place] != UInt8(ascii: "\\") { place &+= 1 }
            if place > start {
                content.extracting(start..<place).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
                continue
            }
            guard place + 1 < count else { return false }
            let kind = content[unchecked: place + 1]
            place += 2
            switch kind {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                guard place + 4 <= count, let unit = hexadecimal(at: place, content) else { return false }
                place += 4
                guard let scalar = scalar(from: unit, after: &place, content) else { return false }
                bytes.append(contentsOf: Unicode.UTF8.encode(scalar).map { [UInt8]($0) } ?? [])
            default: bytes.append(kind)
            }
        }
        return true
    }

    private static func scalar(
        from unit: UInt32, after place: inout Int, _ content: Span<UInt8>
    ) -> Unicode.Scalar? {
        guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) }
        guard place + 6 <= content.count, content[place] == UInt8(ascii: "\\"),
            content[place + 1] == UInt8(ascii: "u"), let low = hexadecimal(at: place + 2, content),
            low & 0xFC00 == 0xDC00
        else { return nil }
        place += 6
        return Unicode.Scalar(0x1_0000 + (unit & 0x3FF) << 10 + (low & 0x3FF))
    }

    /// Whether the bytes may stand between a string's quotes as they are, without an escape.
    static func isPlain(_ range: Range<Int>, _ text: Span<UInt8>) -> Bool {
        let bytes = text.bytes
        var place = range.lowerBound
        var seen: UInt64 = 0
        while place &+ 8 <= range.upperBound {
            let word = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
            guard needsAttention(word) == 0 else { return false }
            seen |= word
            place &+= 8
        }
        while place < range.upperBound {
            let byte = text[place]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return false }
            seen |= UInt64(byte)
            place &+= 1
        }
        guard seen & 0x8080_8080_8080_8080 != 0 else { return true }
        do { try requireUTF8(range, text) } catch { return false }
        return true
    }

    /// Accepts only well-formed UTF-8 (Unicode 15, table 3-7).
    static func requireUTF8(_ range: Range<Int>, _ text: Span<UInt8>) throws(JSONProblem) {
        var place = range.lowerBound
        let end = range.upperBound
        func continues(_ offset: Int, _ bounds: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            place + offset < end && bounds.contains(text[unchecked: place + offset])
        }
        while place < end {
            let lead = text[unchecked: place]
            var length = 0
            switch lead {
            case 0x00...0x7F: length = 1
            case 0xC2...0xDF: length = continues(1) ? 2 : 0
            case 0xE0: length = continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
            case 0xED: length = continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
            case 0xE1...0xEF: length = continues(1) && continues(2) ? 3 : 0
            case 0xF0: length = continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
            case 0xF1...0xF3: length = continues(1) && continues(2) && continues(3) ? 4 : 0
            case 0xF4: length = continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
            default: length = 0
            }
            if length == 0 { throw JSONProblem(.invalidUTF8, at: place) }
            place &+= length
        }
    }
}
