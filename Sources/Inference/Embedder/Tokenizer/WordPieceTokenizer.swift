// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels

/// Cuts a text into the encoder's word pieces, as BERT's "uncased" tokenizer does.
///
/// Works on UTF-8 as it comes: control characters and broken UTF-8 vanish, letters lose case and accents, ideographs and
/// punctuation stand alone, and each word is covered from its beginning with the longest pieces that the vocabulary has.
/// Where each piece stands is told in bytes of the text as it was given.
struct WordPieceTokenizer: Sendable {
    let vocabulary: Vocabulary
    /// For ASCII: the letter in lower case, or one of the marks below.
    private let ascii: [UInt8]

    private static let dropped: UInt8 = 0x80
    private static let space: UInt8 = 0x81
    private static let punctuation: UInt8 = 0x82

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        ascii = (UInt8(0)..<128).map { byte in
            switch text_class_of(UInt32(byte)) {
            case text_class_drop: return Self.dropped
            case text_class_space: return Self.space
            case text_class_punctuation: return Self.punctuation
            case text_class_replaced: return byte | 0x20
            default: return byte
            }
        }
    }

    /// Adds the pieces of `text` to `pieces`.
    func tokenize(_ text: Span<UInt8>, into pieces: inout PieceList, word: inout WordBuffer) {
        word.removeAll()
        var place = 0
        while place < text.count {
            let byte = text[place]
            guard byte < 0x80 else {
                let (code, length) = CodePointReader.read(text, at: place)
                take(code, Int32(place), Int32(place + length), &pieces, &word)
                place += length
                continue
            }
            let value = ascii[Int(byte)]
            if value < 0x80 {
                word.append(ascii: value, from: Int32(place))
            } else if value != Self.dropped {
                finish(&word, &pieces)
                if byte == 0x5B, let mark = mark(text, at: place) {
                    pieces.append(mark.number, from: Int32(place), to: Int32(place + mark.length))
                    place += mark.length
                    continue
                }
                if value == Self.punctuation {
                    word.append(ascii: byte, from: Int32(place))
                    finish(&word, &pieces)
                }
            }
            place += 1
        }
        finish(&word, &pieces)
    }

    /// A name such as `[MASK]` that stands for itself.
    private func mark(_ text: Span<UInt8>, at place: Int) -> (number: Int32, length: Int)? {
        for (name, number) in vocabulary.marks where name.count <= text.count - place {
            if name.indices.allSatisfy({ text[place + $0] == name[$0] }) { return (number, name.count) }
        }
        return nil
    }

    private func take(
        _ code: UInt32, _ start: Int32, _ end: Int32, _ pieces: inout PieceList, _ word: inout WordBuffer
    ) {
        switch text_class_of(code) {
        case text_class_drop:
            break
        case text_class_space:
            finish(&word, &pieces)
        case text_class_punctuation, text_class_ideograph:
            finish(&word, &pieces)
            word.append(code, from: start, to: end)
            finish(&word, &pieces)
        case text_class_replaced, text_class_hangul:
            var codes: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
            let count = withUnsafeMutablePointer(to: &codes) { codes in
                codes.withMemoryRebound(to: UInt32.self, capacity: Int(text_replacement_limit)) {
                    text_replacement_of(code, $0)
                }
            }
            if count > 0 { takeReplacement(codes.0, start, end, &pieces, &word) }
            if count > 1 { takeReplacement(codes.1, start, end, &pieces, &word) }
            if count > 2 { takeReplacement(codes.2, start, end, &pieces, &word) }
            if count > 3 { takeReplacement(codes.3, start, end, &pieces, &word) }
        default:
            word.append(code, from: start, to: end)
        }
    }

    private func takeReplacement(
        _ code: UInt32, _ start: Int32, _ end: Int32, _ pieces: inout PieceList, _ word: inout WordBuffer
    ) {
        switch text_class_of(code) {
        case text_class_space:
            finish(&word, &pieces)
        case text_class_punctuation:
            finish(&word, &pieces)
            word.append(code, from: start, to: end)
            finish(&word, &pieces)
        default:
            word.append(code, from: start, to: end)
        }
    }

    /// Covers the gathered word with pieces.
    private func finish(_ word: inout WordBuffer, _ pieces: inout PieceList) {
        guard !word.isEmpty else { return }
        defer { word.removeAll() }
        guard !word.isTooLong else {
            pieces.append(vocabulary.unknown, from: word.start, to: word.end)
            return
        }
        let before = pieces.count
        let bytes = word.bytes.span
        var start = 0
        while start < bytes.count {
            guard let found = longestPiece(bytes, from: start) else {
                pieces.truncate(to: before)
                pieces.append(vocabulary.unknown, from: word.start, to: word.end)
                return
            }
            pieces.append(found.number, from: word.starts[start], to: word.ends[found.end - 1])
            start = found.end
        }
    }

    /// The longest piece that the word goes on with at `start`.
    private func longestPiece(_ bytes: Span<UInt8>, from start: Int) -> (number: Int32, end: Int)? {
        let limit = min(bytes.count, start + vocabulary.longest)
        var hash: UInt64 = 0
        for place in start..<limit { hash = PieceHash.append(bytes[place], to: hash) }
        var end = limit
        while end > start {
            let number = vocabulary.number(
                of: bytes.extracting(start..<end), hash: PieceHash.finish(hash, goesOn: start > 0))
            if number >= 0 { return (number, end) }
            end -= 1
            hash = PieceHash.remove(bytes[end], from: hash)
        }
        return nil
    }
}
