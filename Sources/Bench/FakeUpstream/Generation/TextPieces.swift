// SPDX-License-Identifier: Apache-2.0

/// Cuts text at byte sizes without breaking a Unicode scalar, as a provider's deltas do.
enum TextPieces {
    /// The size of a delta when no directive names one: about a word and a half.
    static let usualBytes = 12

    /// `text` in exactly `count` pieces of nearly equal size; short text leaves some of them empty.
    static func split(_ text: String, count: Int) -> [String] {
        let bytes = Array(text.utf8)
        var start = 0
        return (1...max(1, count)).map { number in
            let end = boundary(in: bytes, atOrAfter: bytes.count * number / max(1, count))
            defer { start = end }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
    }

    /// `text` in pieces of `size` bytes, a little more where a scalar would break; no piece of empty text.
    static func split(_ text: String, size: Int) -> [String] {
        let bytes = Array(text.utf8)
        var pieces: [String] = []
        var start = 0
        while start < bytes.count {
            let end = boundary(in: bytes, atOrAfter: min(start + max(1, size), bytes.count))
            pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
        return pieces
    }

    /// The longest beginning of `text` that has at most `limit` bytes.
    static func prefix(of text: String, bytes limit: Int) -> String {
        let bytes = Array(text.utf8)
        guard limit < bytes.count else { return text }
        var end = max(0, limit)
        while end > 0, continues(bytes[end]) { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    private static func boundary(in bytes: [UInt8], atOrAfter index: Int) -> Int {
        var end = index
        while end < bytes.count, continues(bytes[end]) { end += 1 }
        return end
    }

    private static func continues(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }
}
