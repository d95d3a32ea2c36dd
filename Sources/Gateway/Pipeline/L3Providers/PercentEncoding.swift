// SPDX-License-Identifier: Apache-2.0

/// Names and values as they may stand in a URL, whoever made them up.
enum PercentEncoding {
    /// `text` as one segment of a path: all bytes escaped that could end it, or make it mean its parent.
    static func segment(_ text: some StringProtocol) -> String {
        if !text.isEmpty, text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) {
            return String(repeating: "%2E", count: text.utf8.count)
        }
        return String(decoding: escaped(text.utf8), as: UTF8.self)
    }

    /// `text` as one or more segments of a path, where `@` has no meaning of its own either.
    static func name(_ text: some StringProtocol) -> String {
        String(decoding: escaped(text.utf8, keeping: "/@"), as: UTF8.self)
    }

    /// `bytes` with all but the unreserved characters of RFC 3986, and those of `kept`, escaped.
    static func escaped(_ bytes: some Sequence<UInt8>, keeping kept: String = "") -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || kept.utf8.contains(byte) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                for half in [byte >> 4, byte & 15] { result.append(half < 10 ? 0x30 + half : 0x37 + half) }
            }
        }
        return result
    }

    /// `bytes` with their escapes resolved; a percent sign that begins none stays.
    static func unescaped(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let source = Array(bytes)
        var result: [UInt8] = []
        var place = 0
        while place < source.count {
            if source[place] == UInt8(ascii: "%"), place + 2 < source.count,
                let high = digit(source[place + 1]), let low = digit(source[place + 2])
            {
                result.append(high << 4 | low)
                place += 3
            } else {
                result.append(source[place])
                place += 1
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
