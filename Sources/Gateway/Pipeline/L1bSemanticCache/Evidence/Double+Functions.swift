// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Double {
    static func exponential(_ x: Double) -> Double { exp(x) }
    static func logarithm(_ x: Double) -> Double { log(x) }
    static func powerOfTwo(_ x: Double) -> Double { exp2(x) }
}
