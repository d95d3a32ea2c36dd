// SPDX-License-Identifier: Apache-2.0

import VectorIndex

/// Benchmarks of the vector index. Counted under an emulator that has no AVX-512, so these are the AVX2 kernels.
enum Vectors {
    static var all: [Benchmark] {
        [
            Benchmark(name: "index-search-8", run: { search(rows: 8, $0) }),
            Benchmark(name: "index-search-1000", run: { search(rows: 1000, $0) }),
            Benchmark(name: "index-insert-full", run: insertions),
            Benchmark(name: "vectors-quantise", run: quantise),
        ]
    }

    private static let partition = PartitionKey(words: [1, 2, 3, 4])

    private static func vector(_ number: Int) -> [Float] {
        (0..<384).map { Float(($0 &* 7919 &+ number &* 104_729) % 2003) - 1001 }
    }

    private static func index(_ rows: Int) -> VectorIndex? {
        let index = VectorIndex(dimension: 384, limits: .init(entries: rows, bytes: 1 << 30))
        for number in 0..<rows { insert(number, into: index) }
        return index
    }

    private static func insert(_ number: Int, into index: VectorIndex?) {
        guard let vectors = QuantisedVectors(whole: vector(number)) else { return }
        index?.insert(UInt64(number), vectors: vectors, in: partition, expires: .max)
    }

    private static func search(rows: Int, _ count: Int) -> Int {
        guard let index = index(rows) else { return -1 }
        let queries = (0..<16).map { vector(3 + $0 * 61) }
        var sum = 0
        for number in 0..<count {
            sum &+= index.search(queries[number & 15], in: partition, limit: 8, floor: 0.5, now: 0).count
        }
        return sum
    }

    private static func insertions(_ count: Int) -> Int {
        // Full from the start, so that each insertion lets the oldest entry go.
        guard let index = index(1000), let vectors = QuantisedVectors(whole: vector(1)) else { return -1 }
        for number in 0..<count {
            index.insert(UInt64(1000 + number), vectors: vectors, in: partition, expires: .max)
        }
        return index.statistics.evictions
    }

    private static func quantise(_ count: Int) -> Int {
        let vector = vector(1)
        var sum = 0
        for _ in 0..<count { sum &+= QuantisedVectors(whole: vector)?.bytes.count ?? 0 }
        return sum
    }
}
