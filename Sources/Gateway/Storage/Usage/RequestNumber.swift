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

    init(origin: String, number: Int64) {
        self.origin = origin
        self.number = number
    }

    /// The id.
    var text: String { number < 0 ? origin : origin + String(number, radix: 16) }
}
