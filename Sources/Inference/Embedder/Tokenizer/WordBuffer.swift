// SPDX-License-Identifier: Apache-2.0

/// A word of the text in its prepared form, gathered character by character.
struct WordBuffer: Sendable {
    /// A word of more characters is not looked up; it is unknown as a whole.
    static let characterLimit = 100

    private(set) var bytes: [UInt8] = []
    /// For each byte, where the character that it is from begins and ends in the text.
    private(set) var starts: [Int32] = []
    private(set) var ends: [Int32] = []
    private(set) var characters = 0
    /// Where the word's last character ends, those that are not kept included.
    private(set) var end: Int32 = 0
    private(set) var start: Int32 = 0

    init() {
        bytes.reserveCapacity(Self.characterLimit * 4)
        starts.reserveCapacity(Self.characterLimit * 4)
        ends.reserveCapacity(Self.characterLimit * 4)
    }

    var isEmpty: Bool { characters == 0 }
    var isTooLong: Bool { characters > Self.characterLimit }

    /// Adds an ASCII character.
    mutating func append(ascii byte: UInt8, from start: Int32) {
        begin(start, start + 1)
        guard !isTooLong else { return }
        add(byte, start, start + 1)
    }

    /// Adds any character.
    mutating func append(_ code: UInt32, from start: Int32, to end: Int32) {
        begin(start, end)
        guard !isTooLong else { return }
        let low = { (shift: UInt32) in UInt8(truncatingIfNeeded: code >> shift & 0x3F | 0x80) }
        switch code {
        case ..<0x80:
            add(UInt8(truncatingIfNeeded: code), start, end)
        case ..<0x800:
            add(UInt8(truncatingIfNeeded: code >> 6 | 0xC0), start, end)
            add(low(0), start, end)
        case ..<0x10000:
            add(UInt8(truncatingIfNeeded: code >> 12 | 0xE0), start, end)
            add(low(6), start, end)
            add(low(0), start, end)
        default:
            add(UInt8(truncatingIfNeeded: code >> 18 | 0xF0), start, end)
            add(low(12), start, end)
            add(low(6), start, end)
            add(low(0), start, end)
        }
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        characters = 0
    }

    private mutating func begin(_ start: Int32, _ end: Int32) {
        if characters == 0 { self.start = start }
        self.end = end
        characters += 1
    }

    private mutating func add(_ byte: UInt8, _ start: Int32, _ end: Int32) {
        bytes.append(byte)
        starts.append(start)
        ends.append(end)
    }
}
