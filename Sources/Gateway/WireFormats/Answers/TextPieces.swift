// SPDX-License-Identifier: Apache-2.0

/// Cuts text into the small pieces in which a replayed stream shows it, as a provider would.
enum TextPieces {
    /// Bytes after which a piece ends at the next space.
    private static let size = 24

    /// The pieces of `text` in order; joined they are `text`.
    static func pieces(_ text: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var place = start
        var length = 0
        while place < text.endIndex {
            let character = text[place]
            text.formIndex(after: &place)
            length += character.utf8.count
            if length >= size, character == " " || character == "\n" || length >= 4 * size {
                pieces.append(text[start..<place])
                start = place
                length = 0
            }
        }
        if start < text.endIndex { pieces.append(text[start...]) }
        return pieces
    }
}
