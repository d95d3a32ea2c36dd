// SPDX-License-Identifier: Apache-2.0

import Foundation
import SeededNumbers

extension SplitMix64 {
    /// A number in 0..<1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number from a normal distribution (Box and Muller, 1958).
    mutating func normal(_ mean: Double, _ deviation: Double) -> Double {
        let (radius, angle) = ((-2 * log(max(unit(), 1e-300))).squareRoot(), 2 * Double.pi * unit())
        return mean + deviation * radius * cos(angle)
    }
}
