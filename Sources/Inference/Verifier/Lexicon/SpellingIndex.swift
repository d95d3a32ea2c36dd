// SPDX-License-Identifier: Apache-2.0

/// Finds a spelling of the word table by its bytes: open addressing over a hash, made once.
struct SpellingIndex: Sendable {
    /// Where a spelling stands in the table's text.
    struct Place: Sendable {
        let start: UInt32
        let length: UInt32
        var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
    }

    private static let none = UInt32.max

    private(set) var places: [Place] = []
    private var slots: [UInt32] = [none]

    init() {}

    /// - Parameter places: a place for each spelling, all of them inside `text`.
    init(_ places: [Place], text: [UInt8]) {
        var size = 1024
        while size < places.count * 2 { size *= 2 }
        var slots = Array(repeating: Self.none, count: size)
        text.withUnsafeBufferPointer { text in
            for (number, place) in places.enumerated() {
                var slot = Self.hash(UnsafeBufferPointer(rebasing: text[place.range]), nil) & (size - 1)
                while slots[slot] != Self.none { slot = (slot + 1) & (size - 1) }
                slots[slot] = UInt32(number)
            }
        }
        (self.places, self.slots) = (places, slots)
    }

    /// The number of a spelling: these bytes and one more, if there is one; nil if the table has it not.
    func number(_ bytes: UnsafeBufferPointer<UInt8>, then last: UInt8? = nil, in text: [UInt8]) -> Int? {
        let length = bytes.count + (last == nil ? 0 : 1)
        return slots.withUnsafeBufferPointer { slots in
            var slot = Self.hash(bytes, last) & (slots.count - 1)
            while slots[slot] != Self.none {
                let place = places[Int(slots[slot])]
                if Int(place.length) == length, Self.isEqual(text, Int(place.start), bytes, last) {
                    return Int(slots[slot])
                }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }
    }

    private static func isEqual(
        _ text: [UInt8], _ start: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ last: UInt8?
    ) -> Bool {
        for index in bytes.indices where text[start + index] != bytes[index] { return false }
        return last.map { text[start + bytes.count] == $0 } ?? true
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ last: UInt8?) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        if let last { hash = (hash ^ UInt64(last)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF)
    }
}
