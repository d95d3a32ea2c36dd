// SPDX-License-Identifier: Apache-2.0

/// Counts durations in fixed buckets.
public struct DurationHistogram: Sendable {
    /// Upper bounds of the buckets in nanoseconds: 50 µs for cache hits up to five minutes for long answers.
    public static let bounds: [Int64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000,
        100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000,
        30_000_000_000, 60_000_000_000, 120_000_000_000, 300_000_000_000,
    ]

    /// One count a bucket, the last one for durations above all bounds.
    public private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    /// All durations together, in nanoseconds.
    public private(set) var sum: Int64 = 0

    public init() {}

    /// How many durations were counted.
    public var total: UInt64 { counts.reduce(0, +) }

    public mutating func record(_ nanoseconds: Int64) {
        var place = 0
        while place < Self.bounds.count, nanoseconds > Self.bounds[place] { place &+= 1 }
        counts[place] &+= 1
        sum &+= nanoseconds
    }

    public mutating func add(_ other: DurationHistogram) {
        for place in counts.indices { counts[place] &+= other.counts[place] }
        sum &+= other.sum
    }
}
