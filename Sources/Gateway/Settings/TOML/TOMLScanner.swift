// SPDX-License-Identifier: Apache-2.0

/// Walks once over the bytes of a TOML document and notes where its keys, values and headers stand.
///
/// It knows how far each construct of the grammar reaches and leaves checking to the parser: it never fails, and each
/// step moves forward, so it ends on any input.
struct TOMLScanner {
    let bytes: [UInt8]
    private(set) var entries: [TOMLOutline.Entry] = []
    private(set) var headers: [TOMLOutline.Header] = []
    /// The line of each place, again for each time that a table is opened.
    private(set) var lines: [(SettingPath, Int)] = []
    /// The bytes of each comment, from its `#` to the end of its line.
    private(set) var comments: [Range<Int>] = []

    private var position = 0
    private var line = 1
    private var table = SettingPath()
    private var elementCounts: [SettingPath: Int] = [:]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Walks over the whole document.
    mutating func scan() {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if bytes.starts(with: byteOrderMark) { position = byteOrderMark.count }
        skipBlanksAndComments()
        while let byte = current {
            let start = position
            if byte == UInt8(ascii: "[") {
                scanHeader()
            } else {
                scanEntry(in: table, isInline: false)
            }
            if position == start { advance() }
            skipBlanksAndComments()
        }
    }

    // MARK: Statements

    private mutating func scanHeader() {
        let start = position
        let startLine = line
        advance()
        let isElement = current == UInt8(ascii: "[")
        if isElement { advance() }
        let keys = scanDottedKey()
        while current == UInt8(ascii: "]") { advance() }

        var path = SettingPath()
        for (place, key) in keys.enumerated() {
            path = path.key(key)
            let isLast = place == keys.count - 1
            lines.append((path, startLine))
            if isLast, isElement { elementCounts[path, default: 0] += 1 }
            // A table below a list of tables belongs to the list's newest element.
            if let count = elementCounts[path] { path = path.index(count - 1) }
        }
        table = path
        lines.append((path, startLine))
        headers.append(TOMLOutline.Header(path: path, line: startLine, start: start, isElement: isElement))
    }

    private mutating func scanEntry(in container: SettingPath, isInline: Bool) {
        let startLine = line
        let keys = scanDottedKey()
        skipSpaces()
        guard current == UInt8(ascii: "=") else { return }
        advance()
        skipSpaces()
        var path = container
        for key in keys {
            path = path.key(key)
            lines.append((path, startLine))
        }
        let place = entries.count
        let start = position
        scanValue(at: path)
        let entry = TOMLOutline.Entry(
            path: path, line: startLine, value: start..<position, table: table, isInline: isInline)
        entries.insert(entry, at: place)
    }

    // MARK: Keys

    private mutating func scanDottedKey() -> [String] {
        var keys: [String] = []
        while true {
            skipSpaces()
            guard let key = scanSimpleKey() else { return keys }
            keys.append(key)
            skipSpaces()
            guard current == UInt8(ascii: ".") else { return keys }
            advance()
        }
    }

    private mutating func scanSimpleKey() -> String? {
        let start = position
        switch current {
        case UInt8(ascii: "\""):
            scanString()
            return TOMLEscapes.decoded(bytes[start..<position].dropFirst().dropLast())
        case UInt8(ascii: "'"):
            scanString()
            return String(decoding: bytes[start..<position].dropFirst().dropLast(), as: UTF8.self)
        default:
            while let byte = current, TOMLText.isBareKeyByte(byte) { advance() }
            return position == start ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
        }
    }

    // MARK: Values

    private mutating func scanValue(at path: SettingPath) {
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): scanString()
        case UInt8(ascii: "["): scanList(at: path)
        case UInt8(ascii: "{"): scanInlineTable(at: path)
        default: scanBareValue()
        }
    }

    private mutating func scanString() {
        guard let quote = current else { return }
        let hasEscapes = quote == UInt8(ascii: "\"")
        let isLong = bytes[position...].starts(with: [quote, quote, quote])
        advance(by: isLong ? 3 : 1)
        while let byte = current {
            if hasEscapes, byte == UInt8(ascii: "\\") {
                advance(by: 2)
            } else if byte == quote, !isLong {
                return advance()
            } else if byte == quote, bytes[position...].starts(with: [quote, quote, quote]) {
                advance(by: 3)
                // Up to two quotes may be the last characters of the text itself.
                for _ in 0..<2 where current == quote { advance() }
                return
            } else if byte == UInt8(ascii: "\n"), !isLong {
                return
            } else {
                advance()
            }
        }
    }

    private mutating func scanList(at path: SettingPath) {
        advance()
        var index = 0
        while true {
            skipBlanksAndComments()
            guard let byte = current else { return }
            if byte == UInt8(ascii: "]") { return advance() }
            if byte == UInt8(ascii: ",") {
                index += 1
                advance()
                continue
            }
            let start = position
            lines.append((path.index(index), line))
            scanValue(at: path.index(index))
            if position == start { advance() }
        }
    }

    private mutating func scanInlineTable(at path: SettingPath) {
        advance()
        while true {
            skipBlanksAndComments()
            guard let byte = current else { return }
            if byte == UInt8(ascii: "}") { return advance() }
            let start = position
            if byte != UInt8(ascii: ",") { scanEntry(in: path, isInline: true) }
            if position == start { advance() }
        }
    }

    private mutating func scanBareValue() {
        var end = position
        scanning: while let byte = current {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "\n"),
                UInt8(ascii: "\r"):
                break scanning
            default:
                advance()
                // A date may hold a space; blanks at the end are not part of the value.
                if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { end = position }
            }
        }
        position = end
    }

    // MARK: Moving

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance(by count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }

    private mutating func skipSpaces() {
        while let byte = current, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
    }

    private mutating func skipToEndOfLine() {
        while let byte = current, byte != UInt8(ascii: "\n") { advance() }
    }

    private mutating func skipBlanksAndComments() {
        while let byte = current {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): advance()
            case UInt8(ascii: "#"):
                let start = position
                skipToEndOfLine()
                comments.append(start..<position)
            default: return
            }
        }
    }
}
