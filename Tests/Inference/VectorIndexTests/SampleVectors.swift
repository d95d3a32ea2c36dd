// SPDX-License-Identifier: Apache-2.0

import VectorIndex

/// Vectors for tests: the same ones in each run.
struct SampleVectors {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// The next number of a simple generator.
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// A number from -1 to 1, in the middle more often than at the ends.
    mutating func component() -> Float {
        var sum: Float = 0
        for _ in 0..<4 { sum += Float(next() >> 40) / Float(1 << 24) }
        return (sum - 2) / 2
    }

    /// A vector of length 1 in any direction.
    mutating func unit(_ dimension: Int) -> [Float] { normalised((0..<dimension).map { _ in component() }) }

    /// A vector of length 1 whose cosine with `center` is about `similarity`.
    mutating func near(_ center: [Float], similarity: Float) -> [Float] {
        let other = unit(center.count)
        let share = (1 - similarity * similarity).squareRoot()
        return normalised(zip(center, other).map { similarity * $0 + share * $1 })
    }
}

func normalised(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
}

/// A cosine in double precision, for comparison.
func cosine(_ left: [Float], _ right: [Float]) -> Double {
    var products = 0.0
    var lefts = 0.0
    var rights = 0.0
    left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            for place in 0..<left.count {
                products += Double(left[place]) * Double(right[place])
                lefts += Double(left[place]) * Double(left[place])
                rights += Double(right[place]) * Double(right[place])
            }
        }
    }
    return products / (lefts * rights).squareRoot()
}

extension PartitionKey {
    /// A key made of one number, spread like a digest.
    init(_ number: UInt64) {
        var words = SampleVectors(seed: number &+ 77)
        self.init(words: SIMD4(words.next(), words.next(), words.next(), words.next()))
    }
}

extension VectorIndex {
    /// Inserts a text of one part.
    @discardableResult
    func insert(
        _ id: UInt64, _ vector: [Float], in partition: PartitionKey = PartitionKey(0), expires: Int64 = .max
    ) throws -> Insertion {
        guard let vectors = QuantisedVectors(whole: vector) else { throw NoDirection() }
        return insert(id, vectors: vectors, in: partition, expires: expires)
    }

    struct NoDirection: Error {}
}
