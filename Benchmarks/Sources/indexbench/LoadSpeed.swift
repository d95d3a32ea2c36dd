// SPDX-License-Identifier: Apache-2.0

import VectorIndex

/// How long it takes to fill the index from stored entries, as a start of the gateway does.
enum LoadSpeed {
    /// Milliseconds for all entries, the best of five.
    static func measure(entries: Int) -> Double {
        var vectors = ClusteredVectors(topics: 50, groups: 500)
        let stored = (0..<entries).compactMap { _ in QuantisedVectors(whole: vectors.text())?.bytes }
        var best = Double.infinity
        for _ in 0..<5 {
            guard
                let index = VectorIndex(
                    dimension: ClusteredVectors.dimension, limits: .init(entries: entries, bytes: 1 << 30))
            else { return .infinity }
            let began = IndexBenchmark.processorTime()
            for (id, bytes) in stored.enumerated() {
                guard let vectors = QuantisedVectors(bytes: bytes) else { continue }
                // Three entries in each partition.
                let partition = PartitionKey(words: SIMD4(repeating: UInt64(id / 3) &* 0x9E37_79B9_7F4A_7C15))
                index.insert(UInt64(id), vectors: vectors, in: partition, expires: .max)
            }
            best = min(best, IndexBenchmark.processorTime() - began)
            guard index.statistics.entries == entries else { return .infinity }
        }
        return best
    }
}
