// SPDX-License-Identifier: Apache-2.0

/// A text that takes the place of some bytes of a document, or goes between them.
struct TOMLInsertion: Equatable {
    /// The bytes that go; empty for a mere insertion.
    let range: Range<Int>
    /// What comes instead.
    let text: String

    /// The document with the change, in the document's own line breaks.
    func applied(to bytes: [UInt8]) -> String {
        let usesCRLF = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") }
        var inserted = text
        // A last line without a break would swallow what follows it.
        let isStatement = text.hasSuffix("\n")
        if isStatement, range.lowerBound > 0, bytes[range.lowerBound - 1] != UInt8(ascii: "\n") {
            inserted = "\n" + inserted
        }
        if usesCRLF == true {
            inserted = inserted.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        }
        var edited = bytes
        edited.replaceSubrange(range, with: Array(inserted.utf8))
        return String(decoding: edited, as: UTF8.self)
    }

    /// Where a new key at the top of a document may go, the best place first.
    static func placesAtTop(key: String, for assignment: String, outline: TOMLOutline) -> [TOMLInsertion] {
        let end = outline.headers.first?.start ?? outline.bytes.count
        var places: [TOMLInsertion] = []
        if let comment = outline.comments.first(where: { $0.lowerBound < end && outline.shows(key, in: $0) }) {
            places.append(line(assignment, at: outline.endOfLine(from: comment.lowerBound)))
        }
        if let last = outline.entries.last(where: { !$0.isInline && $0.table.steps.isEmpty }) {
            places.append(line(assignment, at: outline.endOfLine(from: last.value.upperBound)))
        }
        if outline.headers.isEmpty {
            places.append(line(assignment, at: end))
        } else {
            places.append(TOMLInsertion(range: end..<end, text: assignment + "\n\n"))
        }
        return places
    }

    /// Where a new key of a table may go, the best place first.
    static func places(inTable table: String, for assignment: String, outline: TOMLOutline) -> [TOMLInsertion] {
        let path = SettingPath([.key(table)])
        if let entry = outline.entries.first(where: { $0.path == path }) {
            return [insideBraces(of: entry, for: assignment, outline: outline)]
        }
        if let header = outline.headers.first(where: { $0.path == path && !$0.isElement }) {
            let last = outline.entries.last { !$0.isInline && $0.table == path }
            return [line(assignment, at: outline.endOfLine(from: last?.value.upperBound ?? header.start))]
        }
        let dotted = outline.entries.last { $0.table.steps.isEmpty && $0.path.steps.first == .key(table) }
        if let dotted {
            return [line("\(TOMLText.key(table)).\(assignment)", at: outline.endOfLine(from: dotted.value.upperBound))]
        }
        let block = "[\(TOMLText.key(table))]\n\(assignment)"
        var places: [TOMLInsertion] = []
        if let comment = outline.comments.first(where: { outline.commentText($0) == "[\(table)]" }) {
            places.append(line(block, at: outline.endOfLine(from: comment.lowerBound)))
        }
        let lead = outline.bytes.isEmpty ? "" : "\n"
        places.append(line(lead + block, at: outline.bytes.count))
        return places
    }

    private static func line(_ text: String, at position: Int) -> TOMLInsertion {
        TOMLInsertion(range: position..<position, text: text + "\n")
    }

    private static func insideBraces(
        of entry: TOMLOutline.Entry, for assignment: String, outline: TOMLOutline
    ) -> TOMLInsertion {
        let inner = outline.entries.last { $0.isInline && $0.path.parent == entry.path }
        if let end = inner?.value.upperBound {
            return TOMLInsertion(range: end..<end, text: ", " + assignment)
        }
        return TOMLInsertion(range: entry.value, text: "{ \(assignment) }")
    }
}

extension TOMLOutline {
    /// What a comment says that may be a statement commented out; prose has more than one mark, so that one stays.
    fileprivate func commentText(_ comment: Range<Int>) -> String {
        String(text(comment).dropFirst()).trimmed
    }

    /// Whether a comment is `key = value` commented out.
    fileprivate func shows(_ key: String, in comment: Range<Int>) -> Bool {
        let text = commentText(comment)
        guard text.hasPrefix(key) else { return false }
        return String(text.dropFirst(key.count)).trimmed.hasPrefix("=")
    }
}
