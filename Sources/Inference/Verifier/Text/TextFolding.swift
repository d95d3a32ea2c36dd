// SPDX-License-Identifier: Apache-2.0

/// Folds what is only typography: quotes, dashes, widths and spaces get one spelling, invisible characters go.
///
/// Case stays, since identifiers need it. Takes linear time and never fails: text that is not valid UTF-8 cannot come in a
/// `String`.
enum TextFolding {
    /// The folded bytes of a text, UTF-8.
    static func fold(_ text: String) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        var copy = text
        copy.withUTF8 { bytes in
            if bytes.allSatisfy({ $0 < 0x80 }) {
                folded.append(contentsOf: bytes)
                return
            }
            for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
                append(scalar, to: &folded)
            }
        }
        return folded
    }

    private static func append(_ scalar: Unicode.Scalar, to folded: inout [UInt8]) {
        let value = scalar.value
        if value < 0x80 {
            folded.append(UInt8(value))
            return
        }
        switch value {
        case 0x2018, 0x2019, 0x201A, 0x201B, 0x02BC, 0x2032, 0x00B4: folded.append(UInt8(ascii: "'"))
        case 0x201C, 0x201D, 0x201E, 0x201F, 0x00AB, 0x00BB, 0x300C, 0x300D: folded.append(UInt8(ascii: "\""))
        case 0x2010...0x2015, 0x2212: folded.append(UInt8(ascii: "-"))
        case 0x2026: folded.append(contentsOf: [0x2E, 0x2E, 0x2E])
        case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000, 0x0085: folded.append(0x20)
        case 0x2028, 0x2029: folded.append(0x0A)
        case 0x00AD, 0x200B...0x200F, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF: break
        case 0x3001, 0xFF0C: folded.append(UInt8(ascii: ","))
        case 0x3002, 0xFF0E: folded.append(UInt8(ascii: "."))
        case 0x00BF, 0x00A1: folded.append(0x20)
        case 0xFF01...0xFF5E: folded.append(UInt8(value - 0xFF01 + 0x21))
        default: folded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Longest token that is kept as it is, in bytes.
    static let tokenLimit = 256

    /// A token that is too long to be kept, as its beginning and a key of the whole.
    static func shortened(_ token: String) -> String {
        guard token.utf8.count > tokenLimit else { return token }
        let key = String(TextDigest.key(token), radix: 16)
        return String(decoding: token.utf8.prefix(tokenLimit - 64), as: UTF8.self) + "…" + key
    }

    /// The lower-case spelling of folded bytes.
    static func lowered(_ bytes: ArraySlice<UInt8>) -> String {
        var hasUpper = false
        for byte in bytes {
            if byte >= 0x80 { return String(decoding: bytes, as: UTF8.self).lowercased() }
            if byte >= 0x41 && byte <= 0x5A { hasUpper = true }
        }
        guard hasUpper else { return String(decoding: bytes, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: bytes.count) { buffer in
            var index = 0
            for byte in bytes {
                buffer[index] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
                index += 1
            }
            return index
        }
    }
}

extension UInt8 {
    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isASCIIUpper: Bool { self >= 0x41 && self <= 0x5A }
    var isASCIILower: Bool { self >= 0x61 && self <= 0x7A }
    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isASCIISpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
    /// A letter of any script, as far as one byte shows it.
    var isWordByte: Bool { isASCIILetter || isASCIIDigit || self >= 0x80 }
}
