// SPDX-License-Identifier: Apache-2.0

/// Where each key and value of a TOML document stands, which the parser does not tell.
///
/// It is made from documents that the parser has accepted; of others it gives what it could make out.
struct TOMLOutline: Sendable {
    /// A key with its value.
    struct Entry: Sendable, Equatable {
        /// The place in the document's tree.
        let path: SettingPath
        /// The line of the key; the first is 1.
        let line: Int
        /// The bytes of the value.
        let value: Range<Int>
        /// The table whose `[header]` it stands below; the root above the first header.
        let table: SettingPath
        /// Whether it stands inside the value of another entry.
        let isInline: Bool
    }

    /// A line as `[table]` or `[[list]]`.
    struct Header: Sendable, Equatable {
        /// The table that it opens.
        let path: SettingPath
        /// The line; the first is 1.
        let line: Int
        /// The byte of its opening bracket.
        let start: Int
        /// Whether it is an element of a list of tables.
        let isElement: Bool
    }

    /// The document.
    let bytes: [UInt8]
    /// All keys, in the order of the document.
    let entries: [Entry]
    /// All headers, in the order of the document.
    let headers: [Header]
    /// The bytes of each comment, from its `#` to the end of its line.
    let comments: [Range<Int>]
    /// The line of each place; of a table that is opened in several ways the first.
    let lines: [SettingPath: Int]

    /// The outline of `text`.
    init(_ text: String) {
        var scanner = TOMLScanner(Array(text.utf8))
        scanner.scan()
        bytes = scanner.bytes
        entries = scanner.entries
        headers = scanner.headers
        comments = scanner.comments
        lines = Dictionary(scanner.lines) { first, _ in first }
    }

    /// The line of `path`, or of the nearest place around it that has one; `nil` for the root.
    func line(of path: SettingPath) -> Int? {
        var place: SettingPath? = path
        while let current = place {
            if let line = lines[current] { return line }
            place = current.parent
        }
        return nil
    }

    /// The text of a range of bytes.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The byte after the end of the line in which `position` is, its line break included.
    func endOfLine(from position: Int) -> Int {
        bytes[position...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
    }
}
