// SPDX-License-Identifier: Apache-2.0

/// Reads the JSON of a safetensors table, as far as such tables go: flat objects of strings, numbers and lists of numbers.
struct TableScanner {
    /// The members of a flat object.
    struct Entry {
        var strings: [String: String] = [:]
        var numbers: [String: [Int]] = [:]
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Steps over a character, if it is the next.
    mutating func take(_ character: UInt8) -> Bool {
        skipSpace()
        guard place < bytes.count, bytes[place] == character else { return false }
        place += 1
        return true
    }

    /// A string; what is escaped in it is kept as it is written.
    mutating func string() -> String? {
        guard take(0x22) else { return nil }
        let start = place
        while place < bytes.count, bytes[place] != 0x22 { place += bytes[place] == 0x5C ? 2 : 1 }
        guard place < bytes.count else { return nil }
        place += 1
        return String(decoding: bytes[start..<place - 1], as: UTF8.self)
    }

    /// A whole number from 0 to 2⁵³.
    mutating func number() -> Int? {
        skipSpace()
        var value = 0
        let start = place
        while place < bytes.count, (0x30...0x39).contains(bytes[place]) {
            value = value * 10 + Int(bytes[place] - 0x30)
            guard value < 1 << 53 else { return nil }
            place += 1
        }
        return place > start ? value : nil
    }

    private mutating func skipSpace() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    mutating func object() -> Entry? {
        guard take(0x7B) else { return nil }
        var entry = Entry()
        while !take(0x7D) {
            guard let name = string(), take(0x3A) else { return nil }
            if take(0x5B) {
                var list: [Int] = []
                while !take(0x5D) {
                    guard let value = number() else { return nil }
                    list.append(value)
                    _ = take(0x2C)
                }
                entry.numbers[name] = list
            } else if let value = string() {
                entry.strings[name] = value
            } else {
                guard let value = number() else { return nil }
                entry.numbers[name] = [value]
            }
            _ = take(0x2C)
        }
        return entry
    }
}
