// SPDX-License-Identifier: Apache-2.0

/// An amount of dollars as the gateway's pages tell it.
struct Amount: Decodable, Sendable, Equatable {
    /// Dollars; what is shown has few digits, and sums are made by the gateway.
    var dollars: Double

    init(_ dollars: Double) { self.dollars = dollars }

    init(from decoder: any Decoder) throws { dollars = try decoder.singleValueContainer().decode(Double.self) }

    /// "$12.34", "$0.0042", "$0.00000015": at least two digits that say something.
    var text: String {
        let magnitude = dollars.magnitude
        var decimals = 2
        var step = 0.1
        while decimals < 9, magnitude > 0, magnitude < step {
            decimals += 1
            step /= 10
        }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let units = Int((magnitude * scale).rounded())
        let digits = String(units % Int(scale))
        let sign = dollars < 0 ? "-" : ""
        return "\(sign)$\(units / Int(scale))." + String(repeating: "0", count: decimals - digits.count) + digits
    }
}
