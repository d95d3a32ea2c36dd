// SPDX-License-Identifier: Apache-2.0

import CReadBandwidth
import VectorIndex

/// How long a search takes, and how long it takes only to read as many bytes.
struct SearchSpeed {
    let rows: Int
    /// Milliseconds, the median of all rounds.
    let search: Double
    let read: Double

    /// The share of the read bandwidth that the search has.
    var share: Double { read / search }

    var line: String {
        let bytes = Double(rows * ClusteredVectors.dimension)
        let columns = [
            String(rows), search.rounded(3), read.rounded(3), (bytes / search / 1_000_000).rounded(1),
            String(Int((share * 100).rounded())) + " %",
        ]
        return columns.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }

    static func measure(rows: Int) -> SearchSpeed {
        let partition = PartitionKey(words: [1, 2, 3, 4])
        guard
            let index = VectorIndex(
                dimension: ClusteredVectors.dimension, limits: .init(entries: rows, bytes: 1 << 32))
        else { return SearchSpeed(rows: rows, search: .infinity, read: 1) }
        var vectors = ClusteredVectors(topics: 50, groups: max(1, rows / 20))
        var queries: [[Float]] = []
        for id in 0..<rows {
            guard let quantised = QuantisedVectors(whole: vectors.text()) else { continue }
            index.insert(UInt64(id), vectors: quantised, in: partition, expires: .max)
            if id % (rows / 50) == 0 { queries.append(vectors.text()) }
        }
        let size = rows * ClusteredVectors.dimension / 256 * 256
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
        memory.initializeMemory(as: UInt8.self, repeating: 7, count: size)
        defer { memory.deallocate() }
        var searches: [Double] = []
        var reads: [Double] = []
        var sum: UInt64 = 0
        for round in 0..<(rows > 50_000 ? 101 : 401) {
            // Twice each: the second time finds in the caches what is left of the same, not of the other.
            for isMeasured in [false, true] {
                let began = IndexBenchmark.processorTime()
                sum &+= UInt64(
                    index.search(queries[round % queries.count], in: partition, limit: 8, floor: 0.5, now: 0).count)
                if isMeasured { searches.append(IndexBenchmark.processorTime() - began) }
            }
            for isMeasured in [false, true] {
                let began = IndexBenchmark.processorTime()
                sum &+= read_all(memory, size)
                if isMeasured { reads.append(IndexBenchmark.processorTime() - began) }
            }
        }
        // Read, so that no work can be left out as unneeded.
        precondition(sum != 42)
        return SearchSpeed(
            rows: rows, search: searches.sorted()[searches.count / 2], read: reads.sorted()[reads.count / 2])
    }
}
