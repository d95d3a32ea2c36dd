// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Embedder

@Suite("Word pieces", .enabled(if: EncoderFixture.isThere, EncoderFixture.absence))
struct WordPieceTokenizerTests {
    private struct Entry: Decodable {
        let text: String
        let pieces: [Int32]
    }

    private let tokenizer: WordPieceTokenizer

    init() throws {
        let folder = try #require(EncoderFixture.folder)
        let file = try Data(contentsOf: URL(filePath: folder + "/vocab.txt"))
        tokenizer = WordPieceTokenizer(vocabulary: try Vocabulary(file: Array(file)))
    }

    private func cut(_ bytes: [UInt8]) -> PieceList {
        var pieces = PieceList()
        var word = WordBuffer()
        tokenizer.tokenize(bytes.span, into: &pieces, word: &word)
        return pieces
    }

    @Test("equal the reference tokenizer's on texts of every kind")
    func golden() throws {
        let entries = try EncoderFixture.golden("tokens.json", of: Entry.self)
        #expect(entries.count > 200)
        for entry in entries { #expect(cut(Array(entry.text.utf8)).numbers == entry.pieces, "\(entry.text)") }
    }

    @Test("stand where the text says, in bytes, whatever was lower-cased or taken away")
    func ranges() throws {
        let text = "  Café au lait, NAÏVE!"
        let pieces = cut(Array(text.utf8))
        let words = pieces.ranges.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
        #expect(words == ["Café", "au", "lai", "t", ",", "NAÏVE", "!"])
    }

    @Test("leave broken UTF-8 out and keep what is around it")
    func brokenUTF8() {
        let whole = cut(Array("hello world".utf8)).numbers
        #expect(cut([0xFF] + Array("hello".utf8) + [0xC3] + Array(" world".utf8) + [0xF0, 0x9F]).numbers == whole)
        #expect(cut([0x80, 0xE2, 0x82]).count == 0)
        // Surrogates and over-long forms are no UTF-8 either.
        #expect(cut([0xED, 0xA0, 0x80]).count == 0)
        #expect(cut([0xC0, 0xAF]).count == 0)
    }

    @Test("of an overlong word are one unknown piece over all of it")
    func overlongWord() {
        let text = "a " + String(repeating: "x", count: 101) + " b"
        let pieces = cut(Array(text.utf8))
        #expect(pieces.count == 3)
        #expect(pieces.numbers[1] == tokenizer.vocabulary.unknown)
        #expect(pieces.ranges[1] == 2..<103)
    }

    @Test("are cut from any bytes without harm")
    func anyBytes() {
        var state: UInt64 = 42
        for _ in 0..<200 {
            let bytes = (0..<300).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
            let pieces = cut(bytes)
            #expect(pieces.ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= bytes.count })
        }
    }
}
