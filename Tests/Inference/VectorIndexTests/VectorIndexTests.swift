// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VectorIndex

@Suite("The vector index")
struct VectorIndexTests {
    @Test("does what a plain list would, whatever is inserted, removed and searched")
    func model() throws {
        var samples = SampleVectors(seed: 21)
        let index = try #require(VectorIndex(dimension: 64, limits: .init(entries: 10_000, bytes: 1 << 30)))
        let directions = (0..<30).map { _ in samples.unit(64) }
        struct Entry {
            let partition: UInt64
            let vector: [Float]
        }
        var model: [UInt64: Entry] = [:]
        for step in 0..<6000 {
            // Growing, then shrinking, so that segments come and go.
            let isInsertion = samples.next() % 10 < (step / 1500 % 2 == 0 ? 8 : 2)
            if isInsertion {
                let id = samples.next() % 2000
                let partition = id % 7 == 0 ? id : id % 3
                let vector = samples.near(directions[Int(samples.next() % 30)], similarity: 0.9)
                #expect(try index.insert(id, vector, in: PartitionKey(partition)) == .kept(evicted: []))
                model[id] = Entry(partition: partition, vector: vector)
            } else {
                let id = model.keys.min { ($0 ^ UInt64(step)) < ($1 ^ UInt64(step)) } ?? 0
                #expect(index.remove(id) == (model.removeValue(forKey: id) != nil))
            }
            if step % 40 == 0 {
                let query = directions[Int(samples.next() % 30)]
                let partition = samples.next() % 3
                let found = index.search(query, in: PartitionKey(partition), limit: 4, now: 0)
                let expected = model.filter { $0.value.partition == partition }
                    .map { (id: $0.key, similarity: cosine(query, $0.value.vector)) }
                    .sorted { $0.similarity > $1.similarity }.prefix(4)
                #expect(found.map(\.id) == expected.map(\.id))
                #expect(index.statistics.entries == model.count)
            }
        }
        for id in model.keys { #expect(index.remove(id)) }
        #expect(index.statistics == IndexStatistics())
    }

    @Test("has an entry once, with the vector that came last")
    func replaced() throws {
        var samples = SampleVectors(seed: 22)
        let index = try #require(VectorIndex(dimension: 64, limits: .init(entries: 10, bytes: 1 << 20)))
        let (first, second) = (samples.unit(64), samples.unit(64))
        try index.insert(1, first)
        let size = index.statistics.bytes
        try index.insert(1, second)
        #expect(index.statistics.entries == 1)
        #expect(index.statistics.bytes == size)
        let found = index.search(second, in: PartitionKey(0), limit: 5, now: 0)
        #expect(found.count == 1 && found[0].similarity > 0.999)
    }

    @Test("lets the entry go that was used longest ago, over all partitions")
    func leastRecentlyUsed() throws {
        var samples = SampleVectors(seed: 23)
        let index = try #require(VectorIndex(dimension: 64, limits: .init(entries: 40, bytes: 1 << 30)))
        for id in UInt64(0)..<40 {
            #expect(try index.insert(id, samples.unit(64), in: PartitionKey(id)) == .kept(evicted: []))
        }
        for id in UInt64(0)..<20 { #expect(index.noteUse(of: id, in: PartitionKey(id))) }
        for id in UInt64(20)..<40 {
            let insertion = try index.insert(100 + id, samples.unit(64), in: PartitionKey(500))
            #expect(insertion == .kept(evicted: [id]))
        }
        #expect(try index.insert(200, samples.unit(64), in: PartitionKey(7)) == .kept(evicted: [0]))
        #expect(index.statistics.evictions == 21)
        #expect(!index.noteUse(of: 0, in: PartitionKey(0)))
        #expect(!index.remove(0))
    }

    @Test("stays within its bytes, in one partition as in many")
    func bytes() throws {
        var samples = SampleVectors(seed: 24)
        for partitions in [UInt64(1), 3, 1000] {
            let limit = 200_000
            let index = try #require(VectorIndex(dimension: 384, limits: .init(entries: 10_000, bytes: limit)))
            var evicted: Set<UInt64> = []
            for id in UInt64(0)..<600 {
                if case .kept(let ids) = try index.insert(id, samples.unit(384), in: PartitionKey(id % partitions)) {
                    evicted.formUnion(ids)
                }
                #expect(index.statistics.bytes <= limit)
            }
            let statistics = index.statistics
            #expect(statistics.entries + evicted.count == 600)
            #expect(statistics.evictions == evicted.count)
            #expect(statistics.entries > 150)
            #expect(statistics.bytes >= statistics.entries * (2 * 384 + IndexShard.entrySize))
            // The memory that is really held: a quarter more at most where nothing was removed.
            #expect(statistics.reservedBytes <= limit * 5 / 4)
        }
    }

    @Test("refuses what it cannot hold")
    func refused() throws {
        var samples = SampleVectors(seed: 25)
        let index = try #require(VectorIndex(dimension: 64, limits: .init(entries: 10, bytes: 4000)))
        #expect(try index.insert(1, samples.unit(63)) == .wrongDimension)
        let parts = (0..<40).map { _ in samples.unit(64) }
        let long = try #require(QuantisedVectors(whole: samples.unit(64), parts: parts))
        #expect(index.insert(1, vectors: long, in: PartitionKey(0), expires: .max) == .tooLarge)
        #expect(index.statistics == IndexStatistics())
        let none = try #require(VectorIndex(dimension: 64, limits: .init(entries: 0, bytes: 4000)))
        #expect(try none.insert(1, samples.unit(64)) == .tooLarge)
    }

    @Test("drops what has expired when it is told to")
    func expired() throws {
        var samples = SampleVectors(seed: 26)
        let index = try #require(VectorIndex(dimension: 64, limits: .init(entries: 1000, bytes: 1 << 30)))
        for id in UInt64(0)..<600 {
            try index.insert(id, samples.unit(64), in: PartitionKey(id % 5), expires: Int64(id))
        }
        var gone = Set(index.removeExpired(now: 399, atMost: 150))
        #expect(gone.count == 150)
        gone.formUnion(index.removeExpired(now: 399, atMost: 1000))
        #expect(gone == Set(0..<400))
        #expect(index.removeExpired(now: 399, atMost: 1000) == [])
        #expect(index.statistics.entries == 200)
        #expect(index.statistics.expirations == 400)
        index.removeAll()
        #expect(index.statistics.entries == 0 && index.statistics.bytes == 0 && index.statistics.partitions == 0)
    }

    @Test("memory for rows is given back as they go")
    func trimmed() throws {
        var samples = SampleVectors(seed: 28)
        let index = try #require(VectorIndex(dimension: 384, limits: .init(entries: 10_000, bytes: 1 << 30)))
        let vector = samples.unit(384)
        for id in UInt64(0)..<1000 { try index.insert(id, vector) }
        for id in UInt64(0)..<1000 {
            let statistics = index.statistics
            #expect(statistics.reservedBytes >= statistics.entries * 768)
            #expect(statistics.reservedBytes <= max(2400, statistics.entries * 1600))
            index.remove(id * 7 % 1000)
        }
        #expect(index.statistics == IndexStatistics())
    }

    @Test("a handful of entries in each of many partitions takes little more than their rows")
    func manyPartitions() throws {
        var samples = SampleVectors(seed: 27)
        let index = try #require(VectorIndex(dimension: 384, limits: .init(entries: 10_000, bytes: 1 << 30)))
        let vector = samples.unit(384)
        for id in UInt64(0)..<3000 { try index.insert(id, vector, in: PartitionKey(id / 3)) }
        let statistics = index.statistics
        #expect(statistics.partitions == 1000 && statistics.largestPartition == 3)
        #expect(statistics.bytes / 3000 < 1100)
        #expect(statistics.reservedBytes / 3000 < 820)
    }
}
