// SPDX-License-Identifier: Apache-2.0

import VectorIndex

/// Vectors that lie as those of prompts do: topics, in them groups, in them texts that say nearly the same.
struct ClusteredVectors {
    static let dimension = 384
    private var state: UInt64 = 0x2545_F491_4F6C_DD1D
    private var groups: [[Float]] = []

    init(topics: Int, groups count: Int) {
        let topics = (0..<topics).map { _ in direction() }
        groups = (0..<count).map { number in near(topics[number % topics.count], similarity: 0.45) }
    }

    /// A text of some group.
    mutating func text() -> [Float] {
        let group = groups[Int(next() % UInt64(groups.count))]
        return near(group, similarity: 0.7 + 0.28 * Float(next() % 1000) / 1000)
    }

    /// A vector whose cosine with `center` is about `similarity`.
    private mutating func near(_ center: [Float], similarity: Float) -> [Float] {
        let other = direction()
        let share = (1 - similarity * similarity).squareRoot()
        return Self.unit(zip(center, other).map { similarity * $0 + share * $1 })
    }

    private mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    private mutating func direction() -> [Float] {
        Self.unit(
            (0..<Self.dimension).map { _ in
                var sum: Float = 0
                for _ in 0..<4 { sum += Float(next() >> 40) / Float(1 << 24) }
                return sum - 2
            })
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }
}
