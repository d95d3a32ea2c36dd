// SPDX-License-Identifier: Apache-2.0

/// What a piece of text between spaces looks like: a number, something of code, a sign, or prose.
struct ChunkShape {
    /// A piece that a number comes apart into: `2GB` is 2 and gb.
    struct Part: Equatable {
        let text: String
        let isNumber: Bool
    }

    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// Whether there is neither a letter nor a digit in it.
    var isSign: Bool {
        !bytes.contains { $0.isWordByte } || (bytes.count == 1 && bytes.first.map { !$0.isWordByte } ?? true)
    }

    // MARK: Code

    /// Whether letters, case and signs count in it: a path, flag, address, identifier.
    var isCode: Bool {
        let first = bytes[bytes.startIndex]
        let count = bytes.count
        if count > 2000 { return true }
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "/") || first == UInt8(ascii: "~")
            || first == UInt8(ascii: "@")
            || first == UInt8(ascii: "#") || first == UInt8(ascii: "<") || first == UInt8(ascii: "\\")
            || first == UInt8(ascii: ".")
            || first == UInt8(ascii: "%") || first == UInt8(ascii: "$")
        {
            return count > 1
        }
        var slashes = 0
        var dots = 0
        var hasDigit = false
        var hasTightSign = false
        var isLowerCamel = first.isASCIILower
        var sawUpperAfterLower = false
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "<"),
                UInt8(ascii: ">"),
                UInt8(ascii: "|"), UInt8(ascii: "*"), UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: "~"),
                UInt8(ascii: "_"):
                hasTightSign = true
            case UInt8(ascii: ":"):
                // "a::b" and "key:value"; a colon at the edge is gone already.
                hasTightSign = true
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                // "f(x)", but "file(s)" and "word(s)" are prose.
                if previous.isWordByte, !endsWith("(s)"), !endsWith("(es)"), !endsWith("(s") { hasTightSign = true }
            case UInt8(ascii: "/"): slashes += 1
            case UInt8(ascii: "."): dots += 1
            default:
                if byte.isASCIIDigit { hasDigit = true }
                if byte.isASCIIUpper {
                    if previous.isASCIILower { sawUpperAfterLower = true }
                } else if !byte.isASCIILetter {
                    isLowerCamel = isLowerCamel && byte.isASCIIDigit
                }
            }
            previous = byte
        }
        if hasTightSign { return true }
        if slashes > 1 || (slashes == 1 && (dots > 0 || hasDigit)) { return true }
        if dots > 0 { return isDottedCode(dots) }
        if isLowerCamel && sawUpperAfterLower && slashes == 0 {
            return !Self.camelNames.contains(TextFolding.lowered(bytes))
        }
        return false
    }

    private func isDottedCode(_ dots: Int) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."))
        guard parts.count > 1, let last = parts.last else { return false }
        // "e.g", "u.s", "p.m": single letters.
        if parts.allSatisfy({ $0.count == 1 }) { return false }
        let lowered = TextFolding.lowered(last)
        if Self.endings.contains(lowered) { return true }
        if parts.count > 2 { return true }
        // "end.Then" lacks a space; "os.path" is code.
        return !(last.first?.isASCIIUpper ?? false) || parts[0].contains { $0.isASCIIUpper }
    }

    /// "p.m", "e.g", "u.s": the letters without the dots; nil for anything else.
    var initials: String? {
        guard bytes.count >= 3, bytes.count <= 9, bytes.count % 2 == 1 else { return nil }
        for (place, byte) in bytes.enumerated() where place % 2 == 0 ? !byte.isASCIILetter : byte != UInt8(ascii: ".") {
            return nil
        }
        let letters = TextFolding.lowered(bytes).filter { $0 != "." }
        return letters == "us" ? "usa" : letters
    }

    private func endsWith(_ suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        return bytes.suffix(count).elementsEqual(UnsafeBufferPointer(start: suffix.utf8Start, count: count))
    }

    static let camelNames: Set<String> = [
        "iphone", "ipad", "ipados", "ios", "macos", "ebay", "itunes", "icloud", "ipod", "imessage", "imac", "watchos",
        "tvos", "nginx",
        "mysql", "ebook", "vscode", "jquery", "pytorch", "numpy",
    ]

    static let endings: Set<String> = [
        "py", "js", "ts", "tsx", "jsx", "mjs", "json", "jsonl", "yaml", "yml", "txt", "md", "csv", "tsv", "sh", "bash",
        "conf", "cfg",
        "ini", "log", "html", "htm", "css", "scss", "java", "swift", "go", "rs", "c", "h", "cc", "cpp", "hpp", "cs",
        "xml", "toml",
        "lock", "env", "exe", "dll", "so", "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "png", "jpg", "jpeg",
        "gif", "svg",
        "webp", "mp3", "mp4", "mov", "wav", "zip", "tar", "gz", "tgz", "7z", "rar", "sql", "db", "sqlite", "tf", "kt",
        "rb", "php",
        "pl", "lua", "r", "ipynb", "bak", "tmp", "pem", "crt", "key", "cer", "p12", "service", "com", "org", "net",
        "io", "dev", "de",
        "uk", "edu", "gov", "eu", "app", "ai", "local", "example", "internal", "vue", "dart", "ex", "scala", "gradle",
        "properties",
        "plist", "bat", "ps1", "deb", "rpm", "apk", "jar", "war", "whl", "iso", "img", "dockerfile", "proto", "graphql",
        "parquet",
    ]

    // MARK: Numbers

    /// The parts of a number with what hangs on it; nil if this is no number.
    mutating func number() -> [Part]? {
        var index = bytes.startIndex
        let end = bytes.endIndex
        guard bytes.count <= 64 else { return nil }
        var currency: String?
        var sign = ""
        func byte(_ at: Int) -> UInt8 { at < end ? bytes[at] : 0 }
        if byte(index) == UInt8(ascii: "-") || byte(index) == UInt8(ascii: "+") || byte(index) == UInt8(ascii: "~") {
            if byte(index) == UInt8(ascii: "-") { sign = "-" }
            index += 1
        }
        if byte(index) == UInt8(ascii: "$") {
            currency = "dollar"
            index += 1
        } else if byte(index) == 0xC2, byte(index + 1) == 0xA3 {
            currency = "pound"
            index += 2
        } else if byte(index) == 0xE2, byte(index + 1) == 0x82, byte(index + 2) == 0xAC {
            currency = "euro"
            index += 3
        }
        if byte(index) | 0x20 == UInt8(ascii: "v"), byte(index + 1).isASCIIDigit, currency == nil, sign.isEmpty {
            index += 1
        }
        guard byte(index).isASCIIDigit else { return nil }
        if byte(index) == 0x30, byte(index + 1) | 0x20 == UInt8(ascii: "x") { return nil }
        var digits: [UInt8] = []
        var dots = 0
        var colons = 0
        var slashes = 0
        var dashes = 0
        var parts: [Part] = []
        scan: while index < end {
            let here = bytes[index]
            let next = byte(index + 1)
            switch here {
            case _ where here.isASCIIDigit: digits.append(here)
            case UInt8(ascii: ","):
                guard next.isASCIIDigit else { break scan }
                let isThousands =
                    byte(index + 2).isASCIIDigit && byte(index + 3).isASCIIDigit && !byte(index + 4).isASCIIDigit
                    && digits.count <= 12
                if !isThousands {
                    parts.append(Part(text: sign + Self.spelling(digits, dots: dots), isNumber: true))
                    (digits, dots, colons, slashes, dashes, sign) = ([], 0, 0, 0, 0, "")
                }
            case UInt8(ascii: "."):
                guard next.isASCIIDigit else { break scan }
                dots += 1
                digits.append(here)
            case UInt8(ascii: ":"):
                guard next.isASCIIDigit else { break scan }
                colons += 1
                digits.append(here)
            case UInt8(ascii: "/"):
                guard next.isASCIIDigit else { break scan }
                slashes += 1
                digits.append(here)
            case UInt8(ascii: "-"):
                guard next.isASCIIDigit else { break scan }
                if dashes == 0, digits.count < 4, slashes == 0, colons == 0 {
                    // "5-10": a range.
                    parts.append(Part(text: sign + Self.spelling(digits, dots: dots), isNumber: true))
                    (digits, dots, sign) = ([], 0, "")
                } else {
                    dashes += 1
                    digits.append(here)
                }
            default: break scan
            }
            index += 1
        }
        let plain = dots <= 1 && colons == 0 && slashes == 0 && dashes == 0
        var rest = index < end ? TextFolding.lowered(bytes[index..<end]) : ""
        var spelled = sign + Self.spelling(digits, dots: dots)
        if rest.first == "-" { rest.removeFirst() }
        if rest.isEmpty {
            parts.append(Part(text: spelled, isNumber: true))
        } else if let word = UnitWords.signs[rest] {
            parts.append(Part(text: spelled, isNumber: true))
            parts.append(Part(text: word, isNumber: false))
        } else if plain, let ordinal = Self.ordinal(rest, spelled) {
            parts.append(ordinal)
        } else if plain, rest == "k", let value = Double(spelled) {
            spelled = Self.spelling(Array(String(Int64(max(-1e15, min(1e15, (value * 1000).rounded())))).utf8), dots: 0)
            parts.append(Part(text: spelled, isNumber: true))
        } else if rest == "+" {
            parts.append(Part(text: spelled, isNumber: true))
            parts.append(Part(text: "+", isNumber: false))
        } else if rest.utf8.allSatisfy({
            $0.isASCIILetter || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || $0 >= 0x80
        }),
            UnitWords.isSuffix(rest) || byte(index) == UInt8(ascii: "-")
        {
            parts.append(Part(text: spelled, isNumber: true))
            for word in rest.split(separator: "-") { parts.append(Part(text: String(word), isNumber: false)) }
        } else {
            return nil
        }
        if let currency { parts.append(Part(text: currency, isNumber: false)) }
        return parts
    }

    /// One spelling of equal numbers: no zeros in front; "1.50" stays, since it may be a version.
    private static func spelling(_ digits: [UInt8], dots: Int) -> String {
        var digits = digits[...]
        if dots == 0 {
            while digits.count > 1, digits.first == 0x30, digits.dropFirst().first?.isASCIIDigit == true {
                digits = digits.dropFirst()
            }
        } else if dots == 1, digits.suffix(2).elementsEqual([0x2E, 0x30]) {
            // "2.0" stays apart from "2": versions.
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func ordinal(_ suffix: String, _ digits: String) -> Part? {
        guard suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th" else { return nil }
        switch digits {
        case "1": return Part(text: "first", isNumber: false)
        case "2": return Part(text: "second", isNumber: false)
        case "3": return Part(text: "third", isNumber: false)
        default: return Part(text: digits + "th", isNumber: true)
        }
    }
}
