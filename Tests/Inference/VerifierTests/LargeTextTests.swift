// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verifier

/// Texts of a megabyte that are hostile in one way each. What is bounded is the work and what is kept, not the time.
@Suite("Large texts")
struct LargeTextTests {
    static let size = 1 << 20
    /// What one text may keep without vectors: 160 words of at most 256 bytes in five spellings, and what hangs on them.
    static let mostKept = 256 << 10

    static let pieces = [
        "a", "ab ", "7", "1,", "1.", "\"", "x\" ", "'x ", "'", "`", "```", "```a\n", "é", "e\u{301}", "\u{301}", "🙂",
        "漢", "((", "f(x", "-", "--", "./", "/usr/lib/x", "x_y.", "a/", "w/o ", "it's", "\u{200B}", "\n", " ", "*",
        "**x",
        "5-", "ǅ",
    ]

    static func text(of piece: String) -> String {
        String(repeating: piece, count: size / piece.utf8.count)
    }

    @Test("take work in proportion to their length, and little of them is kept", arguments: pieces)
    func bounded(_ piece: String) {
        let bytes = TextFolding.fold(Self.text(of: piece))
        #expect(bytes.count <= Self.size + 16)
        var scanner = TextScanner(bytes, limit: PreparedText.wordLimit)
        scanner.run()
        // The only search that does not move on: each sign's is made once for each byte.
        #expect(scanner.examined <= 3 * bytes.count)
        #expect(scanner.tokens.count <= PreparedText.wordLimit)
        #expect(scanner.tokens.allSatisfy { max($0.text.utf8.count, $0.exact.utf8.count) <= TextFolding.tokenLimit })
        let prepared = PreparedText(scanner.tokens, digest: scanner.digest, lexicon: Self.lexicon)
        #expect(prepared.words.count <= 2 * PreparedText.wordLimit + 8)
        #expect(prepared.canonical.utf8.count <= PreparedText.wordLimit * (TextFolding.tokenLimit + 1))
        #expect(prepared.size <= Self.mostKept)
    }

    private static let lexicon: Lexicon =
        (try? WordTable(Verifier.words)).map { Lexicon(words: $0) } ?? Lexicon(words: .empty)

    @Test(
        "that differ in their last word, or in the middle of one word, are different",
        arguments: ["ab ", "7 ", "漢", "x", "/usr/lib/x", "```a\n"])
    func different(_ piece: String) {
        let text = String(repeating: piece, count: 40_000 / piece.utf8.count)
        for other in [text + " tail", "head " + text, text + piece + "z" + text] {
            #expect(!Reading.areEqual(text, other))
            #expect(!Reading.verifier.compare(Reading.verifier.prepare(text), Reading.verifier.prepare(other)).isSame)
        }
        #expect(Reading.areEqual(text + "b", text + "b") || Reading.deictic(text + "b") != nil)
    }

    @Test("a word that is too long to be kept is the same only as itself, wherever it differs")
    func longWord() {
        let word = String(repeating: "abcdefgh", count: 2000)
        let other = String(word.dropLast(9000)) + "X" + String(word.suffix(8999))
        #expect(Reading.areEqual("what is \(word)", "What is \(word)?"))
        #expect(!Reading.areEqual("what is \(word)", "what is \(other)"))
        #expect(Reading.vetoes("what is \(word)", "what is \(other)").contains(.code))
    }
}
