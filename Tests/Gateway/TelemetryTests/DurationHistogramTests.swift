// SPDX-License-Identifier: Apache-2.0

import Telemetry
import Testing

@Suite("Duration histogram")
struct DurationHistogramTests {
    @Test("bounds grow, and a duration counts in the first bucket that holds it")
    func buckets() {
        let bounds = DurationHistogram.bounds
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
        for (place, bound) in bounds.enumerated() {
            var histogram = DurationHistogram()
            histogram.record(bound)
            histogram.record(bound + 1)
            #expect(histogram.counts[place] == 1 && histogram.counts[place + 1] == 1)
            #expect(histogram.total == 2)
            #expect(histogram.sum == 2 * bound + 1)
        }
    }

    @Test("nothing and less than nothing count in the first bucket, an hour in the last")
    func ends() {
        var histogram = DurationHistogram()
        for duration: Int64 in [0, -5, 3_600_000_000_000] { histogram.record(duration) }
        #expect(histogram.counts.first == 2 && histogram.counts.last == 1)
    }

    @Test("adding one to another adds all buckets and the sum")
    func add() {
        var left = DurationHistogram()
        var right = DurationHistogram()
        for duration: Int64 in [10, 60_000, 60_001] { left.record(duration) }
        for duration: Int64 in [70_000, 10_000_000_000] { right.record(duration) }
        left.add(right)
        #expect(left.total == 5)
        #expect(left.counts[0] == 1 && left.counts[1] == 3)
        #expect(left.sum == 10 + 60_000 + 60_001 + 70_000 + 10_000_000_000)
    }
}
