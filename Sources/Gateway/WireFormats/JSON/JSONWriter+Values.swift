// SPDX-License-Identifier: Apache-2.0

/// Single values as JSON text, for writers that keep their own bytes.
extension JSONWriter {
    /// Appends `value` as a JSON string: quotes, backslashes and control characters escaped, all else as UTF-8.
    public static func append(_ value: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        appendContent(value, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends what stands between the quotes of `value` as a JSON string.
    static func appendContent(_ value: String, to bytes: inout [UInt8]) {
        var value = value
        value.withUTF8 { escape($0, into: &bytes) }
    }

    /// Appends a whole number in decimal digits.
    static func append(_ value: Int, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let first = bytes.count
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0
        bytes[first...].reverse()
    }

    /// Copies the runs between bytes that need an escape in one go each.
    private static func escape(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        var start = 0
        while true {
            let end = endOfRun(from: start, text)
            bytes.append(contentsOf: text[start..<end])
            guard end < text.count else { return }
            escape(text[end], into: &bytes)
            start = end &+ 1
        }
    }

    /// The place of the first byte at or after `start` that needs an escape, eight bytes looked at a time.
    private static func endOfRun(from start: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
        var place = start
        if let base = UnsafeRawPointer(text.baseAddress) {
            while place &+ 8 <= text.count {
                let found = JSONText.needsAttention(base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                if found != 0 { return place &+ found.trailingZeroBitCount / 8 }
                place &+= 8
            }
        }
        while place < text.count {
            let byte = text[place]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            place &+= 1
        }
        return place
    }

    private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0..<0x20:
            let hexadecimal: StaticString = "u00"
            hexadecimal.withUTF8Buffer { bytes.append(contentsOf: $0) }
            let low = byte & 15
            bytes.append(byte >> 4 &+ UInt8(ascii: "0"))
            bytes.append(low < 10 ? low &+ UInt8(ascii: "0") : low &+ (UInt8(ascii: "a") - 10))
        default: bytes.append(byte)
        }
    }
}
