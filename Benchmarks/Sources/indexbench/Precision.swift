// SPDX-License-Identifier: Apache-2.0

import VectorIndex

/// In how many queries the entry found nearest is the one that 32-bit floats find.
struct Precision {
    /// By the index.
    let index: Double
    /// By the bytes that it scans, without a second look.
    let bytes: Double
    /// With a second look at bf16 instead of 16-bit integers.
    let bf16: Double

    var lines: String {
        """
          the index (bytes, then 16-bit integers)   \((index * 100).rounded(2)) %
          bytes, then bf16                          \((bf16 * 100).rounded(2)) %
          bytes only                                \((bytes * 100).rounded(2)) %
        """
    }

    static func measure(entries: Int, queries: Int) -> Precision {
        var vectors = ClusteredVectors(topics: 50, groups: entries / 20)
        let texts = (0..<entries).map { _ in vectors.text() }
        // Not derived from one entry, so that the nearest one has rivals.
        let queries = (0..<queries).map { _ in vectors.text() }
        return measure(texts, queries)
    }

    static func measure(_ texts: [[Float]], _ queries: [[Float]]) -> Precision {
        let partition = PartitionKey(words: [1, 2, 3, 4])
        let limits = VectorIndex.Limits(entries: texts.count, bytes: 1 << 32)
        guard let index = VectorIndex(dimension: texts[0].count, limits: limits) else {
            return Precision(index: 0, bytes: 0, bf16: 0)
        }
        for (id, text) in texts.enumerated() {
            guard let quantised = QuantisedVectors(whole: text) else { continue }
            index.insert(UInt64(id), vectors: quantised, in: partition, expires: .max)
        }
        let exact = texts.flatMap { $0 }
        let bf16 = exact.map { Float(bitPattern: ($0.bitPattern &+ 0x7FFF &+ ($0.bitPattern >> 16 & 1)) & 0xFFFF_0000) }
        let bytes = texts.flatMap(rounded)
        var equal = (index: 0, bytes: 0, bf16: 0)
        for query in queries {
            let nearest = Self.nearest(query, exact)
            let found = index.search(query, in: partition, limit: 1, now: 0).first
            if found?.id == UInt64(nearest) { equal.index += 1 }
            if Self.nearest(query, bf16) == nearest { equal.bf16 += 1 }
            if Self.nearest(rounded(query), bytes) == nearest { equal.bytes += 1 }
        }
        let count = Double(queries.count)
        return Precision(
            index: Double(equal.index) / count, bytes: Double(equal.bytes) / count, bf16: Double(equal.bf16) / count)
    }

    /// What a vector is after rounding to bytes.
    private static func rounded(_ vector: [Float]) -> [Float] {
        let scale = (vector.map { abs($0) }.max() ?? 1) / 127
        return vector.map { ($0 / scale).rounded() * scale }
    }

    /// The row whose dot product with the query is largest.
    private static func nearest(_ query: [Float], _ rows: [Float]) -> Int {
        var best = (row: 0, similarity: -Float.infinity)
        rows.withUnsafeBytes { rows in
            query.withUnsafeBytes { query in
                let wide = MemoryLayout<SIMD16<Float>>.size
                let size = query.count
                for row in 0..<rows.count / size {
                    var sums = SIMD16<Float>.zero
                    for place in stride(from: 0, to: size, by: wide) {
                        sums +=
                            rows.loadUnaligned(fromByteOffset: row * size + place, as: SIMD16<Float>.self)
                            * query.loadUnaligned(fromByteOffset: place, as: SIMD16<Float>.self)
                    }
                    let similarity = sums.sum()
                    if similarity > best.similarity { best = (row, similarity) }
                }
            }
        }
        return best.row
    }
}
