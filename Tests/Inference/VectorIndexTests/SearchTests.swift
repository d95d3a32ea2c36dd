// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Testing

@testable import VectorIndex

@Suite("Searching the vector index")
struct SearchTests {
    static let plenty = VectorIndex.Limits(entries: 100_000, bytes: 1 << 30)

    @Test("finds exactly the nearest, in order", arguments: [1, 2, 255, 256, 257, 1000])
    func exact(entries: Int) throws {
        var samples = SampleVectors(seed: UInt64(entries))
        let index = try #require(VectorIndex(dimension: 64, limits: Self.plenty))
        let vectors = (0..<entries).map { _ in samples.unit(64) }
        for (id, vector) in vectors.enumerated() { try index.insert(UInt64(id), vector) }
        for _ in 0..<20 {
            let query = samples.unit(64)
            let found = index.search(query, in: PartitionKey(0), limit: 5, now: 0)
            let expected = vectors.map { cosine(query, $0) }.enumerated().sorted { $0.element > $1.element }.prefix(5)
            #expect(found.map(\.id) == expected.map { UInt64($0.offset) })
            for (neighbour, (_, similarity)) in zip(found, expected) {
                #expect(abs(Double(neighbour.similarity) - similarity) < 0.000_01)
                #expect(neighbour.leastPartSimilarity == neighbour.similarity)
            }
        }
    }

    @Test("finds the nearest among many that are almost as near", arguments: ScanKernelTests.levels)
    func close(level: UInt32) throws {
        var samples = SampleVectors(seed: 11)
        let kernel = try #require(ScanKernel.forced(cpu_level(level)))
        let index = try #require(VectorIndex(dimension: 384, limits: Self.plenty, kernel: kernel))
        let center = samples.unit(384)
        let vectors = (0..<600).map { _ in samples.near(center, similarity: 0.97) }
        for (id, vector) in vectors.enumerated() { try index.insert(UInt64(id), vector) }
        for _ in 0..<10 {
            let query = samples.near(center, similarity: 0.97)
            let nearest = vectors.map { cosine(query, $0) }.enumerated().max { $0.element < $1.element }
            let found = index.search(query, in: PartitionKey(0), limit: 1, now: 0)
            #expect(found.first?.id == nearest.map { UInt64($0.offset) })
        }
    }

    @Test("works in any dimension", arguments: [1, 2, 63, 65, 384, 768, 1024])
    func dimensions(dimension: Int) throws {
        var samples = SampleVectors(seed: 12)
        let index = try #require(VectorIndex(dimension: dimension, limits: Self.plenty))
        let vectors = (0..<10).map { _ in samples.unit(dimension) }
        for (id, vector) in vectors.enumerated() { try index.insert(UInt64(id), vector) }
        let found = index.search(vectors[4], in: PartitionKey(0), limit: 10, now: 0)
        #expect(found.count == 10)
        #expect(abs((found.first?.similarity ?? 0) - 1) < 0.000_05)
        #expect(VectorIndex(dimension: 0, limits: Self.plenty) == nil)
        #expect(VectorIndex(dimension: 4097, limits: Self.plenty) == nil)
    }

    @Test("never crosses a partition")
    func partitions() throws {
        var samples = SampleVectors(seed: 13)
        let index = try #require(VectorIndex(dimension: 64, limits: Self.plenty))
        let vector = samples.unit(64)
        for number in UInt64(0)..<200 { try index.insert(number, vector, in: PartitionKey(number)) }
        for number in UInt64(0)..<200 {
            let found = index.search(vector, in: PartitionKey(number), limit: 10, now: 0)
            #expect(found.map(\.id) == [number])
        }
        #expect(index.search(vector, in: PartitionKey(200), limit: 10, now: 0) == [])
        // Keys that differ in one word only, whichever it is.
        for word in 0..<4 {
            var words = PartitionKey(1).words
            words[word] ^= 1
            #expect(index.search(vector, in: PartitionKey(words: words), limit: 10, now: 0) == [])
        }
    }

    @Test("passes over what has expired, or is not near enough, and finds what is behind it")
    func passedOver() throws {
        var samples = SampleVectors(seed: 14)
        let index = try #require(VectorIndex(dimension: 64, limits: Self.plenty))
        let query = samples.unit(64)
        for id in UInt64(0)..<50 { try index.insert(id, samples.near(query, similarity: 0.99), expires: 1000) }
        try index.insert(100, samples.near(query, similarity: 0.8), expires: 1001)
        try index.insert(101, samples.near(query, similarity: 0.2), expires: 5000)
        #expect(index.search(query, in: PartitionKey(0), limit: 3, now: 999).allSatisfy { $0.id < 50 })
        #expect(index.search(query, in: PartitionKey(0), limit: 3, now: 1000).map(\.id) == [100, 101])
        #expect(index.search(query, in: PartitionKey(0), limit: 3, floor: 0.5, now: 1000).map(\.id) == [100])
        #expect(index.search(query, in: PartitionKey(0), limit: 3, floor: 0.5, now: 1001) == [])
        #expect(index.search(query, in: PartitionKey(0), limit: 0, now: 0) == [])
    }

    @Test("finds nothing for a vector of another dimension, or without a direction")
    func unfit() throws {
        var samples = SampleVectors(seed: 15)
        let index = try #require(VectorIndex(dimension: 64, limits: Self.plenty))
        try index.insert(1, samples.unit(64))
        let unfit: [[Float]] = [
            [], samples.unit(63), [Float](repeating: 0, count: 64), [Float](repeating: .nan, count: 64),
        ]
        for vector in unfit {
            #expect(index.search(vector, in: PartitionKey(0), limit: 1, now: 0) == [])
            let whole = samples.unit(64)
            #expect(index.search(whole, parts: [whole, vector], in: PartitionKey(0), limit: 1, now: 0) == [])
        }
    }

    @Test("knows when a part of a long text has no like in the other")
    func parts() throws {
        var samples = SampleVectors(seed: 16)
        let index = try #require(VectorIndex(dimension: 384, limits: Self.plenty))
        let parts = (0..<4).map { _ in samples.unit(384) }
        func whole(_ parts: [[Float]]) -> [Float] {
            normalised((0..<384).map { place in parts.reduce(0) { $0 + $1[place] } })
        }
        let changed = Array(parts.prefix(3)) + [samples.unit(384)]
        let same = parts.map { samples.near($0, similarity: 0.95) }
        for (id, list) in [parts, changed, same].enumerated() {
            let vectors = try #require(QuantisedVectors(whole: whole(list), parts: list))
            index.insert(UInt64(id), vectors: vectors, in: PartitionKey(0), expires: .max)
        }
        try index.insert(3, whole(parts))
        let found = index.search(whole(parts), parts: parts, in: PartitionKey(0), limit: 4, now: 0)
        let least = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.leastPartSimilarity) })
        #expect(found.count == 4)
        #expect(try #require(least[0]) > 0.999_9)
        #expect(try #require(least[1]) < 0.3)
        #expect(abs(try #require(least[2]) - 0.95) < 0.02)
        // One part against four: half of the length of their sum.
        #expect(abs(try #require(least[3]) - 0.5) < 0.1)

        // The other way: one part asked for, four found.
        let single = index.search(parts[0], in: PartitionKey(0), limit: 4, now: 0)
        #expect(try #require(single.first { $0.id == 0 }).leastPartSimilarity < 0.3)
    }
}
