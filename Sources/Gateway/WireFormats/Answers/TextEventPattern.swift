// SPDX-License-Identifier: Apache-2.0

/// The last event of a stream that told a piece of text and nothing else.
///
/// Most events of a stream differ from the one before in their text only. One that does is known without being read as
/// JSON: all around its text is what was read before, byte for byte, and a string without escapes is looked at quickly.
struct TextEventPattern: Sendable {
    /// An event of more bytes is not kept.
    private static let limit = 2 << 10

    private var event: [UInt8] = []
    /// The text's place in the event; empty if there is no event.
    private var text = 0..<0

    /// Keeps the event whose data is `data`.
    ///
    /// - Parameter text: what stands between the quotes of its text.
    mutating func learn(_ data: Span<UInt8>, text: Range<Int>) {
        event.removeAll(keepingCapacity: true)
        guard data.count <= Self.limit else {
            self.text = 0..<0
            return
        }
        data.withUnsafeBufferPointer { event.append(contentsOf: $0) }
        self.text = text
    }

    /// The size in bytes of the text of an event that differs from the kept one in nothing else, or nil.
    ///
    /// Nil too for a text that is empty, has escapes, or is not valid.
    func textBytes(in data: Span<UInt8>) -> Int? {
        let after = event.count &- text.upperBound
        let end = data.count &- after
        guard !text.isEmpty, end > text.lowerBound,
            Self.areEqual(data, from: 0, event.span, from: 0, count: text.lowerBound),
            Self.areEqual(data, from: end, event.span, from: text.upperBound, count: after),
            JSONText.isPlain(text.lowerBound..<end, data)
        else { return nil }
        return end &- text.lowerBound
    }

    /// Whether `count` bytes of both are the same; both have as many.
    private static func areEqual(
        _ one: Span<UInt8>, from first: Int, _ other: Span<UInt8>, from second: Int, count: Int
    ) -> Bool {
        let (ones, others) = (one.bytes, other.bytes)
        var place = 0
        while place &+ 8 <= count {
            let word = ones.unsafeLoadUnaligned(fromUncheckedByteOffset: first &+ place, as: UInt64.self)
            let expected = others.unsafeLoadUnaligned(fromUncheckedByteOffset: second &+ place, as: UInt64.self)
            guard word == expected else { return false }
            place &+= 8
        }
        while place < count {
            guard one[first &+ place] == other[second &+ place] else { return false }
            place &+= 1
        }
        return true
    }
}
