// SPDX-License-Identifier: Apache-2.0

/// Reads the escapes of a basic TOML string.
enum TOMLEscapes {
    /// The text that stands between the quotes, with its escapes replaced; unknown escapes stay as they are.
    static func decoded(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        var rest = String(decoding: Array(bytes), as: UTF8.self).unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let letter = rest.popFirst() else {
                text.append(scalar)
                continue
            }
            switch letter {
            case "b": text.append("\u{8}")
            case "t": text.append("\t")
            case "n": text.append("\n")
            case "f": text.append("\u{C}")
            case "r": text.append("\r")
            case "e": text.append("\u{1B}")
            case "\"", "\\": text.append(letter)
            case "u", "U":
                let digits = rest.prefix(letter == "u" ? 4 : 8)
                rest = rest.dropFirst(digits.count)
                text.append(UInt32(String(digits), radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
            default:
                text.append(scalar)
                text.append(letter)
            }
        }
        return String(text)
    }
}
