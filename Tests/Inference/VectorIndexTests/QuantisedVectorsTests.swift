// SPDX-License-Identifier: Apache-2.0

import Testing
import VectorIndex

@Suite("Quantised vectors")
struct QuantisedVectorsTests {
    @Test("give their floats back to one part in 32,512 of the largest", arguments: [1, 3, 64, 384, 768, 1000])
    func precision(dimension: Int) throws {
        var samples = SampleVectors(seed: 1)
        let vector = samples.unit(dimension)
        let largest = vector.map { abs($0) }.max() ?? 0
        let back = try #require(QuantisedVectors(whole: vector)).vector(0)
        for (left, right) in zip(vector, back) { #expect(abs(left - right) <= largest / 32_512 * 0.51) }
    }

    @Test("are scaled to length 1")
    func scaled() throws {
        let vectors = try #require(QuantisedVectors(whole: [30, 0, -40]))
        #expect(cosine(vectors.vector(0), [0.6, 0, -0.8]) > 0.999_999)
        #expect(abs(vectors.vector(0)[2] + 0.8) < 0.000_1)
    }

    @Test("come back from their stored form bit for bit")
    func storedForm() throws {
        var samples = SampleVectors(seed: 2)
        for count in [0, 2, 3, 64] {
            let vectors = try #require(
                QuantisedVectors(whole: samples.unit(384), parts: (0..<count).map { _ in samples.unit(384) }))
            #expect(vectors.count == 1 + count)
            #expect(vectors.bytes.count == 8 + (1 + count) * (4 + 2 * 384))
            #expect(QuantisedVectors(bytes: vectors.bytes) == vectors)
        }
    }

    @Test("of a text of one part are one vector")
    func onePart() throws {
        var samples = SampleVectors(seed: 3)
        let whole = samples.unit(384)
        #expect(try #require(QuantisedVectors(whole: whole, parts: [whole])).count == 1)
    }

    @Test(
        "are refused without a direction",
        arguments: [[0, 0, 0], [.nan, 1, 0], [.infinity, 0, 0], [], [1e-20, 0, 0]] as [[Float]])
    func noDirection(vector: [Float]) {
        #expect(QuantisedVectors(whole: vector) == nil)
        #expect(QuantisedVectors(whole: [1, 0, 0], parts: [[0, 1, 0], vector]) == nil)
    }

    @Test("are refused when there are too many, or of different dimensions")
    func wrongShape() {
        #expect(QuantisedVectors(whole: [1, 0], parts: Array(repeating: [1, 0], count: 65)) == nil)
        #expect(QuantisedVectors(whole: [Float](repeating: 1, count: 4097)) == nil)
        #expect(QuantisedVectors(whole: [1, 0], parts: [[1, 0], [1, 0, 0]]) == nil)
    }

    @Test("are refused when the stored form is damaged")
    func damaged() throws {
        var samples = SampleVectors(seed: 4)
        let bytes = try #require(QuantisedVectors(whole: samples.unit(64))).bytes
        for length in [0, 7, 8, bytes.count - 1] {
            #expect(QuantisedVectors(bytes: Array(bytes.prefix(length))) == nil)
        }
        #expect(QuantisedVectors(bytes: bytes + [0]) == nil)
        for place in 0..<12 {  // head and scale
            for bit in [UInt8(0x01), 0x80] where !(8...9).contains(place) {
                var other = bytes
                other[place] ^= bit
                if place == 10, bit == 0x01 { continue }  // one part in 256 of the scale is still a unit vector
                #expect(QuantisedVectors(bytes: other) == nil, "byte \(place), bit \(bit)")
            }
        }
        var zeros = bytes
        for place in 12..<bytes.count { zeros[place] = 0 }
        #expect(QuantisedVectors(bytes: zeros) == nil)
    }
}
