// SPDX-License-Identifier: Apache-2.0

/// Splits a text of directives into its `key=value` pairs.
struct DirectiveScanner {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int
    /// Whether `]]` outside of a value ends the text, as it does inside a mark.
    private let endsWithMark: Bool

    init(_ bytes: ArraySlice<UInt8>, endsWithMark: Bool = false) {
        self.bytes = bytes
        self.endsWithMark = endsWithMark
        position = bytes.startIndex
    }

    /// The next pair, or nil at the end of the text.
    mutating func next() throws(FakeUpstreamDirectiveError) -> (key: String, value: String)? {
        while !atEnd, Self.separates(bytes[position]) { position += 1 }
        guard !atEnd else { return nil }
        let start = position
        while !atEnd, !Self.separates(bytes[position]), bytes[position] != UInt8(ascii: "=") { position += 1 }
        guard position > start, !atEnd, bytes[position] == UInt8(ascii: "=") else { throw malformed(from: start) }
        let key = String(decoding: bytes[start..<position], as: UTF8.self)
        position += 1
        return (key, try readValue(from: start))
    }

    private mutating func readValue(from start: Int) throws(FakeUpstreamDirectiveError) -> String {
        guard !atEnd else { return "" }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["):
            let read: (value: JSONValue, end: Int)
            do { read = try JSONReader.readPrefix(of: bytes[position...]) } catch { throw malformed(from: start) }
            let written = bytes[position..<read.end]
            position = read.end
            guard atEnd || Self.separates(bytes[position]) else { throw malformed(from: start) }
            return read.value.stringValue ?? String(decoding: written, as: UTF8.self)
        default:
            let begin = position
            while !atEnd, !Self.separates(bytes[position]) { position += 1 }
            return String(decoding: bytes[begin..<position], as: UTF8.self)
        }
    }

    private var atEnd: Bool {
        position == bytes.endIndex || (endsWithMark && bytes[position...].starts(with: DirectiveMark.closing))
    }

    private static func separates(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ";") || byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private func malformed(from start: Int) -> FakeUpstreamDirectiveError {
        .malformed(String(decoding: bytes[start...], as: UTF8.self))
    }
}
