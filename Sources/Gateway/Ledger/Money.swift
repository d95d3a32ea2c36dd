// SPDX-License-Identifier: Apache-2.0

/// An amount of US dollars, exact to the billionth.
///
/// Whole nano-dollars in 64 bits reach to nine thousand million dollars; sums beyond that stop there instead of wrapping.
public struct Money: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Billionths of a dollar.
    public var nanos: Int64

    public init(nanos: Int64) { self.nanos = nanos }

    public static let zero = Money(nanos: 0)
    private static let unit: Int64 = 1_000_000_000

    /// An amount as people write it, as "12.5"; nil for what is none, or finer than a billionth.
    public init?(_ text: some StringProtocol) {
        guard let nanos = DecimalText.scaled(text, digits: 9) else { return nil }
        self.nanos = nanos
    }

    public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }

    public static func + (left: Money, right: Money) -> Money {
        let (sum, overflows) = left.nanos.addingReportingOverflow(right.nanos)
        return Money(nanos: overflows ? (left.nanos < 0 ? .min : .max) : sum)
    }

    public static func - (left: Money, right: Money) -> Money {
        let (difference, overflows) = left.nanos.subtractingReportingOverflow(right.nanos)
        return Money(nanos: overflows ? (left.nanos < 0 ? .min : .max) : difference)
    }

    public static func += (left: inout Money, right: Money) { left = left + right }

    /// The exact amount in dollars, without a sign for the currency: "0.000042", "-1.5", "3".
    public var description: String {
        let magnitude = nanos.magnitude
        let whole = magnitude / UInt64(Self.unit)
        let rest = magnitude % UInt64(Self.unit)
        let sign = nanos < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(whole)" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 9 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }

    /// The amount for a table: "$12.34", "$0.0042", "$0.00000015"; at least two digits that say something.
    public var short: String {
        let magnitude = nanos.magnitude
        let sign = nanos < 0 ? "-" : ""
        // As many decimals as it takes to show two digits, but two at least.
        var decimals = 2
        var step: UInt64 = 10_000_000
        while decimals < 9, magnitude > 0, magnitude < step * 10 {
            decimals += 1
            step /= 10
        }
        let rounded = (magnitude &+ step / 2) / step
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        var digits = String(rounded % scale)
        digits = String(repeating: "0", count: decimals - digits.count) + digits
        return "\(sign)$\(rounded / scale).\(digits)"
    }
}
