// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Testing

@testable import Embedder

@Suite("The encoder", .enabled(if: EncoderFixture.isThere, EncoderFixture.absence))
struct EncoderTests {
    private func vectors(_ encoder: Encoder, _ precision: EncoderPrecision, _ texts: [String]) throws -> [[Float]] {
        let scratch = try EncoderScratch()
        return try texts.map { try encoder.encode(Array($0.utf8).span, precision: precision, scratch: scratch).pooled }
    }

    @Test("in fp32 equals ONNX Runtime to 1e-5, with the instructions of each level", arguments: EncoderFixture.levels)
    func reference(level: cpu_level) throws {
        let entries = try EncoderFixture.golden("vectors.json", of: VectorEntry.self)
        // The plain level is slow, and a few texts show the same.
        let chosen = level == cpu_level_portable ? Array(entries.prefix(3)) : entries
        let found = try vectors(EncoderFixture.encoder(level: level), .fp32, chosen.map(\.text))
        for (entry, vector) in zip(chosen, found) {
            let difference = zip(entry.values, vector).map { abs($0 - $1) }.max() ?? 1
            #expect(difference < 1e-5, "\(entry.text)")
        }
    }

    @Test("in int8 and bf16 stays close to fp32, with the instructions of each level", arguments: EncoderFixture.levels)
    func narrow(level: cpu_level) throws {
        let entries = try EncoderFixture.golden("vectors.json", of: VectorEntry.self)
        // Sentences, which is what the bounds are about; then one each of other kinds.
        let chosen = Array(entries.prefix(level == cpu_level_portable ? 4 : 15))
        for (precision, bound) in [(EncoderPrecision.int8, 0.999), (.bf16, 0.99999)] {
            let found = try vectors(EncoderFixture.encoder(level: level), precision, chosen.map(\.text))
            let cosines = zip(chosen, found).map { EncoderFixture.cosine($0.values, $1) }
            #expect(cosines.reduce(0, +) / Double(cosines.count) >= bound, "\(precision)")
            #expect((cosines.min() ?? 0) > 1 - (1 - bound) * 4, "\(precision)")
        }
    }

    @Test("gives the same vector for the same text, whatever was encoded before")
    func repeatable() throws {
        let encoder = try EncoderFixture.encoder()
        let texts = ["first", "a much longer second text with many more words in it, and then some", "first"]
        for precision in EncoderPrecision.allCases {
            let found = try vectors(encoder, precision, texts)
            #expect(found[0] == found[2])
        }
    }

    @Test("puts sentences of like meaning nearer than others")
    func meaning() throws {
        let found = try vectors(
            EncoderFixture.encoder(), .int8,
            [
                "How do I reset my password?", "I forgot my password, how can I set a new one?",
                "Soup recipes for winter",
            ])
        #expect(EncoderFixture.cosine(found[0], found[1]) > EncoderFixture.cosine(found[0], found[2]) + 0.3)
    }

    @Test("reads a long text to its end")
    func longText() throws {
        let encoder = try EncoderFixture.encoder()
        let scratch = try EncoderScratch()
        let head = String(repeating: "The committee met again on Tuesday and agreed on nothing. ", count: 80)
        let one = try encoder.encode(
            Array((head + "Bananas are yellow.").utf8).span, tokenLayers: [6], scratch: scratch)
        let other = try encoder.encode(Array((head + "Turn off the reactor.").utf8).span, scratch: scratch)
        #expect(one.chunks.count == other.chunks.count)
        #expect(one.chunks.count > 3)
        #expect(one.tokens == nil)
        #expect(one.pooled != other.pooled)
        #expect(EncoderFixture.cosine(one.chunks[0], other.chunks[0]) > 0.9999)
        #expect(EncoderFixture.cosine(one.chunks.last ?? [], other.chunks.last ?? []) < 0.99)
        for vector in one.chunks + [one.pooled] { #expect(abs(EncoderFixture.cosine(vector, vector) - 1) < 1e-5) }
    }

    @Test("gives the vectors of word pieces at the layers that were asked for")
    func tokenVectors() throws {
        let encoder = try EncoderFixture.encoder()
        let scratch = try EncoderScratch()
        let text = Array("Turn the light on".utf8)
        let encoding = try encoder.encode(text.span, precision: .fp32, tokenLayers: [3, 6], scratch: scratch)
        let tokens = try #require(encoding.tokens)
        #expect(tokens.pieces.count == 4)
        #expect(tokens.ranges == [0..<4, 5..<8, 9..<14, 15..<17])
        #expect(tokens.layers == [3, 6])
        #expect(tokens.vectors(3).count == 4 * tokens.dimension)
        #expect(tokens.vectors(3) != tokens.vectors(6))
        #expect(tokens.vectors(2).isEmpty)
        // The pooled vector is the mean over the pieces and the two marks, so it is near the pieces' own mean.
        let rows = tokens.vectors(6)
        var mean = [Float](repeating: 0, count: tokens.dimension)
        for (place, value) in rows.enumerated() { mean[place % tokens.dimension] += value }
        let length = EncoderFixture.cosine(mean, mean).squareRoot()
        #expect(EncoderFixture.cosine(mean, encoding.pooled) / length > 0.9)
    }

    @Test("answers a miss for what it cannot read")
    func misses() throws {
        let encoder = try EncoderFixture.encoder()
        let scratch = try EncoderScratch()
        #expect(throws: EncoderMiss.noText) { try encoder.encode(Array(" \u{301} ".utf8).span, scratch: scratch) }
        #expect(throws: EncoderMiss.textTooLong) {
            try encoder.encode([UInt8](repeating: 65, count: Encoder.textLimit + 1).span, scratch: scratch)
        }
        // 64 KB of single characters would be hundreds of windows.
        #expect(throws: EncoderMiss.textTooLong) {
            try encoder.encode([UInt8](repeating: 0x21, count: Encoder.textLimit).span, scratch: scratch)
        }
    }

    @Test(
        "covers any number of pieces with windows that overlap", arguments: [1, 253, 254, 255, 476, 477, 5000, 14000])
    func windows(count: Int) {
        let windows = Encoder.windows(count)
        #expect(windows.first?.lowerBound == 0)
        #expect(windows.last?.upperBound == count)
        for (left, right) in zip(windows, windows.dropFirst()) {
            #expect(left.upperBound - right.lowerBound >= Encoder.overlap)
            #expect(right.count == Encoder.windowPieces)
        }
        #expect(windows.count <= Encoder.windowLimit)
    }
}
