// SPDX-License-Identifier: Apache-2.0

/// Reads a JSON document strictly after RFC 8259, one pass, and refuses what a provider would refuse.
struct JSONReader {
    /// Deeper nesting is refused: reading recurses, and an attacker must not choose the depth of our stack.
    static let deepestNesting = 256

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var depth = 0

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The document in `bytes`; throws `JSONSyntaxError`.
    static func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(bytes[...])
        let value = try reader.readValue()
        reader.skipWhiteSpace()
        guard reader.position == bytes.endIndex else { throw reader.error(.trailingBytes) }
        return value
    }

    /// The document that `bytes` begins with, and the index of the first byte after it; throws `JSONSyntaxError`.
    static func readPrefix(of bytes: ArraySlice<UInt8>) throws(JSONSyntaxError) -> (value: JSONValue, end: Int) {
        var reader = JSONReader(bytes)
        return (try reader.readValue(), reader.position)
    }

    private func error(_ problem: JSONSyntaxError.Problem) -> JSONSyntaxError {
        JSONSyntaxError(problem: problem, offset: position - bytes.startIndex)
    }

    private var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func readValue() throws(JSONSyntaxError) -> JSONValue {
        skipWhiteSpace()
        switch current {
        case nil: throw error(.unexpectedEnd)
        case UInt8(ascii: "{"): return try nested { reader throws(JSONSyntaxError) in try reader.readObject() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONSyntaxError) in try reader.readArray() }
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", as: true)
        case UInt8(ascii: "f"): return try readWord("false", as: false)
        case UInt8(ascii: "n"): return try readWord("null", as: .null)
        default: return .number(try readNumber())
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        depth += 1
        guard depth <= Self.deepestNesting else { throw error(.tooDeep) }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func readObject() throws(JSONSyntaxError) -> JSONValue {
        var members: [JSONValue.Member] = []
        skipWhiteSpace()
        if skip(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipWhiteSpace()
            guard current == UInt8(ascii: "\"") else { throw error(current == nil ? .unexpectedEnd : .unexpectedByte) }
            let key = try readString()
            skipWhiteSpace()
            try expect(UInt8(ascii: ":"))
            members.append(JSONValue.Member(key: key, value: try readValue()))
            skipWhiteSpace()
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func readArray() throws(JSONSyntaxError) -> JSONValue {
        var elements: [JSONValue] = []
        skipWhiteSpace()
        if skip(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            elements.append(try readValue())
            skipWhiteSpace()
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func readWord(_ word: StaticString, as value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
        return value
    }

    private mutating func readNumber() throws(JSONSyntaxError) -> String {
        let start = position
        _ = skip(UInt8(ascii: "-"))
        if skip(UInt8(ascii: "0")) {
            // A leading zero stands alone.
        } else {
            try readDigits(orElse: position == start ? .unexpectedByte : .badNumber)
        }
        if skip(UInt8(ascii: ".")) { try readDigits(orElse: .badNumber) }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try readDigits(orElse: .badNumber)
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func readDigits(orElse problem: JSONSyntaxError.Problem) throws(JSONSyntaxError) {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw error(current == nil ? .unexpectedEnd : problem) }
    }

    private mutating func readString() throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        // Most strings have no escape: their bytes are taken as they stand.
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        var content = bytes[start..<position]
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else { throw error(.badUTF8) }
                return text
            case UInt8(ascii: "\\"): try readEscape(into: &content)
            case 0..<0x20: throw error(.unexpectedByte)
            default: content.append(byte)
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func readEscape(into content: inout ArraySlice<UInt8>) throws(JSONSyntaxError) {
        guard let byte = current else { throw error(.unexpectedEnd) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "u"): content.append(contentsOf: String(Character(try readUnicodeEscape())).utf8)
        default: throw error(.badEscape)
        }
    }

    private mutating func readUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try readHexQuad()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw error(.loneSurrogate) }
        let second = try readHexQuad()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw error(.loneSurrogate) }
        return scalar
    }

    private mutating func readHexQuad() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw error(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw error(.badEscape) }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
        guard skip(byte) else { throw error(current == nil ? .unexpectedEnd : .unexpectedByte) }
    }
}
