// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The distribution function of the beta distribution.
enum BetaFunction {
    /// The regularized incomplete beta function I_x(a, b), for a, b > 0, to about 1e-12.
    ///
    /// Evaluated as a continued fraction by Lentz's method (Abramowitz and Stegun 26.5.8), on the side where it
    /// converges fast.
    static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        if x < (a + 1) / (a + b + 2) { return min(1, front * fraction(x, a, b) / a) }
        return max(0, 1 - front * fraction(1 - x, b, a) / b)
    }

    private static let tiny = 1e-300

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        var c = 1.0
        var d = 1 / nonZero(1 - (a + b) * x / (a + 1))
        var result = d
        for step in 1...500 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonZero(1 + even * d)
            c = nonZero(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonZero(1 + odd * d)
            c = nonZero(1 + odd / c)
            let change = d * c
            result *= change
            if abs(change - 1) < 1e-14 { break }
        }
        return result
    }

    private static func nonZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
}
