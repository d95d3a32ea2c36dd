// SPDX-License-Identifier: Apache-2.0

/// Finds the elements of a JSON array that comes in pieces.
///
/// The caller keeps the bytes. It calls ``next(in:)`` with all that it holds until nil comes back, tells with
/// ``discard(_:)`` how many bytes it has dropped from the front, and calls again when more have come. Bytes that were
/// looked at once are not looked at again. The elements are found by their brackets; whether they are JSON, their
/// reader has to see.
struct GeminiArraySplitter: Sendable {
    private enum Place {
        /// Before the bracket that opens the array.
        case outside
        /// Where an element may begin; the first one may be missing.
        case beforeElement(isFirst: Bool)
        case inElement
        /// Where a comma or the last bracket must come.
        case afterElement
        case over
        case malformed
    }

    private var place = Place.outside
    private var cursor = 0
    private var start = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private let limit: Int

    /// - Parameter limit: how many bytes one element may have.
    init(limit: Int = 32 << 20) { self.limit = limit }

    /// Whether the array is complete.
    var isOver: Bool {
        if case .over = place { return true }
        return false
    }

    /// Whether the bytes are no array of objects, or one with an element beyond the limit.
    var isMalformed: Bool {
        if case .malformed = place { return true }
        return false
    }

    /// Where the first byte lies that is still needed.
    var incompleteStart: Int {
        if case .inElement = place { return start }
        return cursor
    }

    /// The next complete element in `bytes`, or nil if more bytes are needed or none will come.
    mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
        while cursor < bytes.count {
            let byte = bytes[cursor]
            if case .inElement = place {
                cursor += 1
                if cursor - start > limit {
                    place = .malformed
                    return nil
                }
                if closes(byte) {
                    place = .afterElement
                    return start..<cursor
                }
                continue
            }
            if isMalformed { return nil }
            if byte != 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { step(byte) }
            cursor += 1
        }
        return nil
    }

    /// Tells that the first `count` bytes are gone.
    mutating func discard(_ count: Int) {
        cursor -= count
        start -= count
    }

    /// Takes a byte between elements.
    private mutating func step(_ byte: UInt8) {
        switch (place, byte) {
        case (.outside, UInt8(ascii: "[")): place = .beforeElement(isFirst: true)
        case (.beforeElement, UInt8(ascii: "{")):
            place = .inElement
            start = cursor
            depth = 1
        case (.beforeElement(isFirst: true), UInt8(ascii: "]")), (.afterElement, UInt8(ascii: "]")): place = .over
        case (.afterElement, UInt8(ascii: ",")): place = .beforeElement(isFirst: false)
        default: place = .malformed
        }
    }

    /// Takes a byte of an element; true if it is its last one.
    private mutating func closes(_ byte: UInt8) -> Bool {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return false
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        return depth == 0
    }
}
