// SPDX-License-Identifier: Apache-2.0

/// The one pass over a JSON text that finds its values.
///
/// Strings are walked 32 and eight bytes at a time; only a string with bytes above ASCII is checked as UTF-8. While a
/// container is open, its `next` leads to the one that it lies in: there is no stack beside the values.
struct JSONScanner {
    private let limits: JSONLimits
    private var place = 0
    private var expectation = Expectation.value
    /// How many values were found.
    private var count = 0
    /// The innermost open container.
    private var top = Self.none
    private var depth = 0

    /// No container is open.
    private static let none = UInt32.max

    /// What the grammar allows next.
    private enum Expectation {
        case value
        case valueOrClose
        case keyOrClose
        case key
        case commaOrClose
        case end
    }

    init(_ limits: JSONLimits) { self.limits = limits }

    /// Goes on until the text ends or there is no room for more values; tells how many there are and whether it has ended.
    ///
    /// - Parameter nodes: room for more values than there were at the last call, with those of the last call in it.
    mutating func run(
        _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) -> (count: Int, isDone: Bool) {
        let length = text.count
        while true {
            skipSpace(text)
            guard place < length else {
                if expectation == .end { return (count, true) }
                throw JSONProblem(.truncated, at: length)
            }
            if count > limits.values { throw JSONProblem(.tooManyValues, at: place) }
            // Each turn finds one value at most.
            guard count < nodes.count else { return (count, false) }
            let byte = text[unchecked: place]
            switch expectation {
            case .end:
                throw JSONProblem(.trailingBytes, at: place)
            case .commaOrClose:
                try separator(byte, text, nodes)
            case .keyOrClose, .key:
                if byte == UInt8(ascii: "}"), expectation == .keyOrClose {
                    try close(text, nodes)
                } else {
                    try key(byte, text, nodes)
                }
            case .value, .valueOrClose:
                if byte == UInt8(ascii: "]"), expectation == .valueOrClose {
                    try close(text, nodes)
                } else {
                    try value(byte, text, nodes)
                }
            }
        }
    }

    @inline(__always)
    private mutating func skipSpace(_ text: Span<UInt8>) {
        while place < text.count {
            let byte = text[unchecked: place]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            place &+= 1
        }
    }

    @inline(__always)
    private mutating func separator(
        _ byte: UInt8, _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        let isObject = nodes[Int(top)].kind == .object
        if byte == UInt8(ascii: ",") {
            place &+= 1
            expectation = isObject ? .key : .value
        } else if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            try close(text, nodes)
        } else {
            throw JSONProblem(.unexpectedByte, at: place)
        }
    }

    @inline(__always)
    private mutating func key(
        _ byte: UInt8, _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        guard byte == UInt8(ascii: "\"") else { throw JSONProblem(.unexpectedByte, at: place) }
        try string(text, nodes)
        skipSpace(text)
        guard place < text.count else { throw JSONProblem(.truncated, at: place) }
        guard text[unchecked: place] == UInt8(ascii: ":") else { throw JSONProblem(.unexpectedByte, at: place) }
        place &+= 1
        expectation = .value
    }

    @inline(__always)
    private mutating func value(
        _ byte: UInt8, _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        switch byte {
        case UInt8(ascii: "\""): try string(text, nodes)
        case UInt8(ascii: "{"): return try open(.object, nodes)
        case UInt8(ascii: "["): return try open(.array, nodes)
        case UInt8(ascii: "t"): try word("true", .true, text, nodes)
        case UInt8(ascii: "f"): try word("false", .false, text, nodes)
        case UInt8(ascii: "n"): try word("null", .null, text, nodes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = place
            place = try JSONText.endOfNumber(from: start, text)
            append(.number, start, place, false, nodes)
        default: throw JSONProblem(.unexpectedByte, at: place)
        }
        expectation = top == Self.none ? .end : .commaOrClose
    }

    // MARK: Containers

    private mutating func open(
        _ kind: JSONNode.Kind, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        guard depth < limits.depth else { throw JSONProblem(.tooDeep, at: place) }
        depth &+= 1
        let container = UInt32(truncatingIfNeeded: count)
        append(kind, place, place, false, nodes)
        nodes[Int(container)].next = top
        top = container
        place &+= 1
        expectation = kind == .object ? .keyOrClose : .valueOrClose
    }

    /// Ends the innermost open container, whose last byte is at `place`.
    private mutating func close(
        _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        let container = Int(top)
        place &+= 1
        top = nodes[container].next
        depth &-= 1
        nodes[container].end = UInt32(truncatingIfNeeded: place)
        nodes[container].next = UInt32(truncatingIfNeeded: count)
        if nodes[container].kind == .object { try JSONKeyCheck.requireDistinctKeys(of: container, text, nodes) }
        expectation = top == Self.none ? .end : .commaOrClose
    }

    @inline(__always)
    private mutating func append(
        _ kind: JSONNode.Kind, _ start: Int, _ end: Int, _ escaped: Bool,
        _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) {
        nodes[count] = JSONNode(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
            next: UInt32(truncatingIfNeeded: count &+ 1), kind: kind, isEscaped: escaped)
        count &+= 1
    }

    // MARK: Scalars

    private mutating func word(
        _ word: StaticString, _ kind: JSONNode.Kind, _ text: Span<UInt8>,
        _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        let start = place
        for offset in 0..<word.utf8CodeUnitCount {
            guard place < text.count else { throw JSONProblem(.truncated, at: text.count) }
            guard text[unchecked: place] == word.utf8Start[offset] else {
                throw JSONProblem(.unexpectedByte, at: place)
            }
            place &+= 1
        }
        append(kind, start, place, false, nodes)
    }

    /// Reads a string whose opening quote is at `place`.
    private mutating func string(
        _ text: Span<UInt8>, _ nodes: UnsafeMutableBufferPointer<JSONNode>
    ) throws(JSONProblem) {
        let start = place &+ 1
        let length = text.count
        var place = start
        var escaped = false
        var seen: UInt64 = 0
        while true {
            place = Self.endOfPlainRun(from: place, text, &seen)
            guard place < length else { throw JSONProblem(.truncated, at: length) }
            let byte = text[unchecked: place]
            seen |= UInt64(byte)
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                place = try JSONText.endOfEscape(from: place, text)
            } else if byte < 0x20 {
                throw JSONProblem(.controlCharacterInString, at: place)
            } else {
                place &+= 1
            }
        }
        // `seen` also covers a few bytes after the quote: at worst one needless check.
        if seen & 0x8080_8080_8080_8080 != 0 { try JSONText.requireUTF8(start..<place, text) }
        append(.string, start, place, escaped, nodes)
        self.place = place &+ 1
    }

    /// The place of the first byte that needs a look, or one of the last seven.
    @inline(__always)
    private static func endOfPlainRun(from start: Int, _ text: Span<UInt8>, _ seen: inout UInt64) -> Int {
        let bytes = text.bytes
        var place = start
        while place &+ 8 <= text.count {
            let word = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
            seen |= word
            let found = JSONText.needsAttention(word)
            // The lowest mark is always a true one; the word is little-endian.
            if found != 0 { return place &+ found.trailingZeroBitCount >> 3 }
            place &+= 8
            // Most strings end within sixteen bytes; what is longer is mostly much longer.
            if place &- start == 16 { place = endOfLongRun(from: place, text, &seen) }
        }
        return place
    }

    /// Goes on by 32 bytes for as long as none of them needs a look.
    @inline(__always)
    private static func endOfLongRun(from start: Int, _ text: Span<UInt8>, _ seen: inout UInt64) -> Int {
        var place = start
        var all: UInt8 = 0
        while place &+ 32 <= text.count {
            var marks: UInt8 = 0
            var bytes: UInt8 = 0
            // Written so that the compiler makes vector instructions of it.
            for offset in 0..<32 {
                let byte = text[unchecked: place &+ offset]
                bytes |= byte
                marks |= (byte == 0x22 ? 1 : 0) | (byte == 0x5C ? 1 : 0) | (byte < 0x20 ? 1 : 0)
            }
            if marks != 0 { break }
            all |= bytes
            place &+= 32
        }
        seen |= UInt64(all)
        return place
    }
}
