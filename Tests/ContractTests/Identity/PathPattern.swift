// SPDX-License-Identifier: Apache-2.0

/// A set of JSON paths: `tools[].cache_control`, `metadata.**`, `**`.
///
/// `[]` is any element; `.**` at the end is the value itself and everything in it.
struct PathPattern: Sendable {
    private enum Piece: Equatable { case key(String), element }

    private let pieces: [Piece]
    private let isOpen: Bool

    init(_ text: String) {
        var rest = text
        isOpen = rest.hasSuffix("**")
        if isOpen { rest.removeLast(rest == "**" ? 2 : 3) }
        pieces = rest.split(separator: ".").flatMap { word -> [Piece] in
            var word = word
            var elements: [Piece] = []
            while word.hasSuffix("[]") {
                word.removeLast(2)
                elements.append(.element)
            }
            return [.key(String(word))] + elements
        }
    }

    func matches(_ path: [PathStep]) -> Bool {
        guard isOpen ? path.count >= pieces.count : path.count == pieces.count else { return false }
        return zip(pieces, path).allSatisfy { piece, step in
            switch (piece, step) {
            case (.key(let name), .key(let key)): name == key
            case (.element, .index): true
            default: false
            }
        }
    }
}
