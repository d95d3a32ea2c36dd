// SPDX-License-Identifier: Apache-2.0

import Ledger
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "reads what people write, exactly",
        arguments: [
            ("0", 0), ("1", 1_000_000_000), ("12.5", 12_500_000_000), ("0.000000001", 1), ("-0.25", -250_000_000),
            ("7.1000000000", 7_100_000_000),
        ])
    func reads(text: String, nanos: Int64) {
        #expect(Money(text)?.nanos == nanos)
    }

    @Test(
        "refuses what is no amount, too fine or too large",
        arguments: ["", "-", ".", "1,5", "1e3", "0.0000000001", "99999999999", "1.2.3", "$1"])
    func refuses(text: String) {
        #expect(Money(text) == nil)
    }

    @Test(
        "tells the exact amount",
        arguments: [
            (0, "0"), (1, "0.000000001"), (-1_500_000_000, "-1.5"), (3_000_000_000, "3"), (42_000, "0.000042"),
            (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
        ])
    func tells(nanos: Int64, text: String) {
        #expect(Money(nanos: nanos).description == text)
    }

    @Test(
        "shortens for tables without hiding small amounts",
        arguments: [
            (0, "$0.00"), (12_345_000_000, "$12.35"), (4_200_000, "$0.0042"), (150, "$0.00000015"), (1, "$0.000000001"),
            (-999_999_999, "-$1.00"), (99_950_000, "$0.100"),
        ])
    func shortens(nanos: Int64, text: String) {
        #expect(Money(nanos: nanos).short == text)
    }

    @Test("stops at its limits instead of wrapping")
    func saturates() {
        #expect(Money(nanos: .max) + Money(nanos: 1) == Money(nanos: .max))
        #expect(Money(nanos: .min) - Money(nanos: 1) == Money(nanos: .min))
        #expect(Money(nanos: 5) - Money(nanos: 7) == Money(nanos: -2))
    }
}
