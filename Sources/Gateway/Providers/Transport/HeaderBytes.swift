// SPDX-License-Identifier: Apache-2.0

/// Comparisons of header text in place.
public enum HeaderBytes {
    /// Whether the bytes in `range` are `word` (lower-case ASCII), ignoring case.
    public static func matches(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        let start = word.utf8Start
        var place = range.lowerBound
        for offset in 0..<range.count {
            var byte = bytes[place]
            if byte &- 0x41 < 26 { byte |= 0x20 }
            if byte != start[offset] { return false }
            place &+= 1
        }
        return true
    }

    /// Whether the bytes in `range` are `word` (lower-case ASCII), ignoring case.
    public static func matches(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: String) -> Bool {
        guard range.count == word.utf8.count else { return false }
        var place = range.lowerBound
        for wanted in word.utf8 {
            var byte = bytes[place]
            if byte &- 0x41 < 26 { byte |= 0x20 }
            if byte != wanted { return false }
            place &+= 1
        }
        return true
    }

    /// Whether a comma-separated list in `range` has the element `word` (lower-case ASCII), ignoring case.
    static func lists(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, bytes[end] != UInt8(ascii: ",") { end += 1 }
            let next = end + 1
            while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
            while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
            if matches(bytes, start..<end, word) { return true }
            start = next
        }
        return false
    }
}
