// SPDX-License-Identifier: Apache-2.0

/// A request's id in two parts: what all requests of one event loop begin with, and their count.
struct RequestNumber: Equatable {
    var origin: String
    var number: Int64

    /// Takes an id apart. One that ends in no hexadecimal number is an origin of its own.
    init(_ id: String) {
        let bytes = id.utf8
        if let dash = bytes.lastIndex(of: UInt8(ascii: "-")),
            let number = Int64(id[bytes.index(after: dash)...], radix: 16),
            // Only what is written the same way again may be taken apart.
            String(number, radix: 16) == id[bytes.index(after: dash)...]
        {
            origin = String(id[...dash])
            self.number = number
        } else {
            origin = id
            number = -1
        }
    }

    /// The number in an id that begins with a known origin; nil for any other, which must be taken apart.
    static func number(of id: String, from origin: String) -> Int64? {
        guard id.hasPrefix(origin), id.utf8.count > origin.utf8.count else { return nil }
        let digits = id.utf8.dropFirst(origin.utf8.count)
        guard digits.count < 16, digits.first != UInt8(ascii: "0") || digits.count == 1,
            origin.utf8.last == UInt8(ascii: "-")
        else { return nil }
        var number: Int64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | Int64(digit &- UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | Int64(digit &- UInt8(ascii: "a") &+ 10)
            default: return nil
            }
        }
        return number
    }

    init(origin: String, number: Int64) {
        self.origin = origin
        self.number = number
    }

    /// The id.
    var text: String { number < 0 ? origin : origin + String(number, radix: 16) }
}
