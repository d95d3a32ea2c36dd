// SPDX-License-Identifier: Apache-2.0

/// Finds the mark `[[fake key=value …]]` that a test writes into a prompt.
enum DirectiveMark {
    static let opening = Array("[[fake ".utf8)
    static let closing = Array("]]".utf8)

    /// What follows the opening of the last mark in `text`, or nil where there is none.
    static func lastContent(in text: String) -> ArraySlice<UInt8>? {
        let bytes = Array(text.utf8)
        guard bytes.count >= opening.count else { return nil }
        for start in stride(from: bytes.count - opening.count, through: 0, by: -1)
        where bytes[start] == opening[0] && bytes[start...].starts(with: opening) {
            return bytes[(start + opening.count)...]
        }
        return nil
    }

    /// `text` without its marks: what the user said.
    static func removed(from text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == opening[0], bytes[position...].starts(with: opening) {
                position = end(ofMarkWith: bytes[(position + opening.count)...])
            } else {
                kept.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func end(ofMarkWith content: ArraySlice<UInt8>) -> Int {
        var scanner = DirectiveScanner(content, endsWithMark: true)
        while (try? scanner.next()) != nil {}
        return min(scanner.position + closing.count, content.endIndex)
    }
}
