// SPDX-License-Identifier: Apache-2.0

/// A request's id in two parts: what all requests of one event loop begin with, and their count.
///
/// The count is the id's last eight hexadecimal digits at most. What is before them, of a longer one, belongs to the
/// beginning, so that a number always has 32 bits.
struct RequestNumber: Equatable {
    var origin: String
    var number: Int64

    private static let mostDigits = 8

    /// Takes an id apart. One that ends in no hexadecimal number is an origin of its own.
    init(_ id: String) {
        let bytes = id.utf8
        if let dash = bytes.lastIndex(of: UInt8(ascii: "-")),
            let number = Int64(id[bytes.index(after: dash)...], radix: 16),
            // Only what is written the same way again may be taken apart.
            String(number, radix: 16) == id[bytes.index(after: dash)...]
        {
            let digits = min(bytes.distance(from: dash, to: bytes.endIndex) - 1, Self.mostDigits)
            origin = String(id[..<bytes.index(bytes.endIndex, offsetBy: -digits)])
            self.number = number & 0xFFFF_FFFF
        } else {
            origin = id
            number = -1
        }
    }

    /// The number in an id that begins with a known origin; nil for any other, which must be taken apart.
    ///
    /// - Parameter origin: that of an id with a number.
    static func number(of id: String, from origin: String) -> Int64? {
        let found = id.utf8.withContiguousStorageIfAvailable { id in
            origin.utf8.withContiguousStorageIfAvailable { number(of: id, from: $0) } ?? nil
        }
        return found ?? nil
    }

    private static func number(
        of id: UnsafeBufferPointer<UInt8>, from origin: UnsafeBufferPointer<UInt8>
    ) -> Int64? {
        let digits = id.count - origin.count
        guard digits > 0, digits <= mostDigits, let last = origin.last else { return nil }
        if last == UInt8(ascii: "-") {
            guard digits == 1 || id[origin.count] != UInt8(ascii: "0") else { return nil }
        } else if digits != mostDigits {
            return nil
        }
        for place in origin.indices where id[place] != origin[place] { return nil }
        var number: Int64 = 0
        for place in origin.count..<id.count {
            let digit = id[place]
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
    var text: String {
        guard number >= 0 else { return origin }
        let digits = String(number, radix: 16)
        // Behind other digits all eight are written.
        if origin.utf8.last == UInt8(ascii: "-") { return origin + digits }
        return origin + String(repeating: "0", count: max(0, Self.mostDigits - digits.count)) + digits
    }
}
