// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import VectorIndex

@Suite("The vector index in several threads")
struct ConcurrencyTests {
    /// The vector that belongs to an entry's number, so that a search can tell a torn row from a whole one.
    static func vector(_ id: UInt64) -> [Float] {
        var samples = SampleVectors(seed: id &+ 1000)
        return samples.unit(64)
    }

    @Test("searches see whole rows while others insert and remove", .timeLimit(.minutes(2)))
    func wholeRows() async throws {
        // Small enough that each insertion lets another entry go, large enough for several segments.
        let limits = VectorIndex.Limits(entries: 700, bytes: 1 << 30)
        let index = try #require(VectorIndex(dimension: 64, limits: limits))
        let vectors = (0..<900).map { Self.vector(UInt64($0)) }
        let found = await withTaskGroup(of: Int.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    var samples = SampleVectors(seed: UInt64(writer) + 31)
                    for _ in 0..<3000 {
                        let id = samples.next() % 900
                        let partition = PartitionKey(id % 2)
                        switch samples.next() % 8 {
                        case 0, 1: index.remove(id)
                        case 2: index.remove(id, in: partition)
                        case 3: index.noteUse(of: id, in: partition)
                        default: _ = try? index.insert(id, vectors[Int(id)], in: partition)
                        }
                    }
                    return 0
                }
            }
            for reader in 0..<2 {
                group.addTask {
                    var samples = SampleVectors(seed: UInt64(reader) + 41)
                    var found = 0
                    for _ in 0..<400 {
                        let query = vectors[Int(samples.next() % 900)]
                        for neighbour in index.search(query, in: PartitionKey(samples.next() % 2), limit: 3, now: 0) {
                            let expected = cosine(query, vectors[Int(neighbour.id)])
                            if abs(Double(neighbour.similarity) - expected) > 0.000_1 {
                                Issue.record("\(neighbour) should be \(expected)")
                            }
                            found += 1
                        }
                    }
                    return found
                }
            }
            return await group.reduce(0, +)
        }
        #expect(found > 0)
        let statistics = index.statistics
        #expect(statistics.entries <= 700)
        for id in UInt64(0)..<900 {
            let isThere = index.search(vectors[Int(id)], in: PartitionKey(id % 2), limit: 1, floor: 0.999, now: 0)
            #expect(index.remove(id) == !isThere.isEmpty)
        }
        #expect(index.statistics.entries == 0 && index.statistics.bytes == 0)
    }

    @Test("rows that a search reads are left as they are until it has signed off")
    func copyOnWrite() throws {
        var samples = SampleVectors(seed: 51)
        let partition = IndexPartition(key: PartitionKey(0))
        func add(_ id: UInt64) throws {
            let vectors = try #require(QuantisedVectors(whole: samples.unit(64)))
            let entry = NewEntry(id: id, vectors: vectors, partition: partition.key, expires: .max)
            #expect(partition.append(entry, slot: Int32(id), stride: 64) == partition.count - 1)
        }
        for id in UInt64(0)..<400 { try add(id) }
        let parts = partition.beginReading()
        let before = parts.map { part in (0..<part.count).map { part.segment.ids[$0] } }
        for _ in 0..<250 { _ = partition.remove(at: 7) }
        for id in UInt64(400)..<700 { try add(id) }
        #expect(parts.map { part in (0..<part.count).map { part.segment.ids[$0] } } == before)
        IndexPartition.endReading(parts)
        #expect(parts.allSatisfy { $0.segment.readers == 0 && $0.segment.readableRows == 0 })

        // Without readers nothing is copied.
        let segment = partition.segments[0]
        _ = partition.remove(at: 3)
        #expect(partition.segments[0] === segment)
    }
}
