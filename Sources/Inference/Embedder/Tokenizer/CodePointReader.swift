// SPDX-License-Identifier: Apache-2.0

/// Reads characters from UTF-8 that may be broken.
enum CodePointReader {
    /// The character that begins at a place, and how many bytes it takes. What is no UTF-8 reads as U+FFFD, one byte
    /// at a time.
    static func read(_ text: Span<UInt8>, at place: Int) -> (code: UInt32, length: Int) {
        let first = UInt32(text[place])
        if first < 0x80 { return (first, 1) }
        let broken = (code: UInt32(0xFFFD), length: 1)
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, place + length <= text.count else { return broken }
        var code = first & (0xFF >> UInt32(length + 1))
        for offset in 1..<length {
            let next = UInt32(text[place + offset])
            guard next & 0xC0 == 0x80 else { return broken }
            code = code << 6 | next & 0x3F
        }
        let smallest: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard code >= smallest, code <= 0x10FFFF, !(0xD800...0xDFFF).contains(code) else { return broken }
        return (code, length)
    }
}
