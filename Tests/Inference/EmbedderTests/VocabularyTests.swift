// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Embedder

@Suite("The vocabulary")
struct VocabularyTests {
    private static let small = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nplay\n##ing\n##in\n##g\ned\n"

    @Test("finds pieces that begin a word apart from those that go on")
    func pieces() throws {
        let tokenizer = WordPieceTokenizer(vocabulary: try Vocabulary(file: Array(Self.small.utf8)))
        var pieces = PieceList()
        var word = WordBuffer()
        tokenizer.tokenize(Array("playing PLAYED [SEP]ing".utf8).span, into: &pieces, word: &word)
        #expect(pieces.numbers == [4, 5, 1, 3, 1])
    }

    @Test("without the marks is refused")
    func marks() {
        #expect(throws: EncoderFailure.self) { try Vocabulary(file: Array("a\nb\n".utf8)) }
        #expect(throws: EncoderFailure.self) { try Vocabulary(file: []) }
        #expect(throws: EncoderFailure.self) { try Vocabulary(file: [UInt8](repeating: 65, count: 400)) }
    }

    @Test("may have line ends of either kind")
    func lineEnds() throws {
        let other = Self.small.replacing("\n", with: "\r\n")
        #expect(try Vocabulary(file: Array(other.utf8)).count == 9)
    }
}
