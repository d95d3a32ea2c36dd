// SPDX-License-Identifier: Apache-2.0

/// Reads decimal numbers without ever going through binary fractions.
enum DecimalText {
    /// The number times ten to the `digits`; nil if it is none, has more decimals than that, or is too large.
    static func scaled(_ text: some StringProtocol, digits: Int) -> Int64? {
        var value: Int64 = 0
        var decimals: Int?
        var count = 0
        var isNegative = false
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where place == 0: isNegative = true
            case UInt8(ascii: ".") where decimals == nil: decimals = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                count += 1
                if let known = decimals {
                    // Zeros at the end add nothing.
                    guard known < digits else {
                        guard byte == UInt8(ascii: "0") else { return nil }
                        continue
                    }
                    decimals = known + 1
                }
                guard let next = shifted(value, Int64(byte &- 0x30)) else { return nil }
                value = next
            default: return nil
            }
        }
        guard count > 0 else { return nil }
        for _ in 0..<(digits - (decimals ?? 0)) {
            guard let next = shifted(value, 0) else { return nil }
            value = next
        }
        return isNegative ? -value : value
    }

    private static func shifted(_ value: Int64, _ digit: Int64) -> Int64? {
        let (product, overflows) = value.multipliedReportingOverflow(by: 10)
        guard !overflows else { return nil }
        let (sum, overflowsToo) = product.addingReportingOverflow(digit)
        return overflowsToo ? nil : sum
    }
}
