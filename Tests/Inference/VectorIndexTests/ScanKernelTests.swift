// SPDX-License-Identifier: Apache-2.0

import CEncoderKernels
import Testing

@testable import VectorIndex

@Suite("Scan kernels")
struct ScanKernelTests {
    /// The levels that this machine runs.
    static let levels: [UInt32] = (0..<UInt32(cpu_level_count)).filter { cpu_level_runs(cpu_level($0)) }

    @Test("all levels find exactly what plain arithmetic finds", arguments: levels)
    func exact(level: UInt32) {
        var samples = SampleVectors(seed: 5)
        for stride in [64, 128, 384, 768] {
            for count in [0, 1, 3, 4, 5, 64, 67, 200] {
                let rows = Rows(count: count, stride: stride, samples: &samples)
                // The extremes that rows and queries can hold come first.
                for place in 0..<min(count * stride, 2 * stride) { rows.high[place] = place % 2 == 0 ? 127 : -127 }
                var query = (0..<stride).map { _ in Int8(clamping: Int(samples.next() % 255) - 127) }
                if count > 1 { query = (0..<stride).map { $0 % 2 == 0 ? 127 : -127 } }
                var similarities = [Float](repeating: 0, count: max(1, count))
                scan_rows(cpu_level(level), rows.high, rows.scales, count, stride, query, 0.25, &similarities)
                for row in 0..<count {
                    let dot = (0..<stride).reduce(0) { $0 + Int(rows.high[row * stride + $1]) * Int(query[$1]) }
                    #expect(similarities[row] == Float(dot) * (rows.scales[row] * 64))
                }
            }
        }
    }

    @Test("all levels refine a row to the same", arguments: levels)
    func refined(level: UInt32) {
        var samples = SampleVectors(seed: 6)
        for stride in [64, 384, 1024] {
            let rows = Rows(count: 1, stride: stride, samples: &samples)
            let query = samples.unit(stride)
            let exact = (0..<stride).reduce(0.0) {
                $0 + Double(Int(rows.high[$1]) * 256 + Int(rows.low[$1])) * Double(query[$1])
            }
            let found = Double(scan_refine(cpu_level(level), rows.high, rows.low, stride, query))
            #expect(abs(found - exact) < 0.2, "of some \(exact)")
        }
    }

    @Test("the low byte is what the high one leaves, and no high byte is -128")
    func split() {
        for value in Int16(-32_512)...32_512 {
            var high = [Int8](repeating: 1, count: 64)
            var low = [Int8](repeating: 1, count: 64)
            let rest = scan_split_row([value], 1, 64, &high, &low)
            if Int(high[0]) * 256 + Int(low[0]) != Int(value) || high[0] == -128 || rest != Float(low[0]).magnitude
                || high[1...].contains(where: { $0 != 0 }) || low[1...].contains(where: { $0 != 0 })
            {
                Issue.record("\(value)")
            }
        }
    }

    @Test("rows are picked by similarity plus margin")
    func picked() {
        let similarities = (0..<100).map { Float($0) / 100 }
        var margins = [Float](repeating: 0.001, count: 100)
        margins[3] = 0.97
        var picked = [UInt32](repeating: 0, count: 100)
        let count = scan_select(similarities, margins, 100, 0.98, &picked)
        #expect(picked.prefix(count) == [3, 98, 99])
        #expect(scan_select(similarities, margins, 100, 1.1, &picked) == 0)
        #expect(scan_select(similarities, margins, 0, 0, &picked) == 0)
    }

    /// Rows of arbitrary bytes, where the kernels want them: at a multiple of 64.
    final class Rows {
        let high: UnsafeMutablePointer<Int8>
        let low: UnsafeMutablePointer<Int8>
        let scales: [Float]

        init(count: Int, stride: Int, samples: inout SampleVectors) {
            let bytes = max(1, count * stride)
            high = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
                to: Int8.self, capacity: bytes)
            low = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
                to: Int8.self, capacity: bytes)
            for place in 0..<bytes {
                high[place] = Int8(Int(samples.next() % 255) - 127)
                low[place] = Int8(truncatingIfNeeded: samples.next())
            }
            scales = (0..<max(1, count)).map { 0.5 + Float($0) }
        }

        deinit {
            high.deallocate()
            low.deallocate()
        }
    }
}
