// SPDX-License-Identifier: Apache-2.0

/// The one pass over a JSON text that fills a tape.
///
/// Strings are walked eight bytes at a time; only a string with bytes above ASCII is checked as UTF-8.
struct JSONScanner {
    let limits: JSONLimits

    /// What the grammar allows next.
    private enum Expectation {
        case value
        case valueOrClose
        case keyOrClose
        case key
        case commaOrClose
        case end
    }

    mutating func run(_ text: Span<UInt8>, _ tape: inout JSONTape) throws(JSONProblem) {
        tape.nodes.removeAll(keepingCapacity: true)
        tape.open.removeAll(keepingCapacity: true)
        let count = text.count
        guard count < Int(UInt32.max) else { throw JSONProblem(.tooManyValues, at: 0) }
        var place = 0
        var expectation = Expectation.value
        while true {
            while place < count, Self.isSpace(text[unchecked: place]) { place &+= 1 }
            guard place < count else {
                if expectation == .end { return }
                throw JSONProblem(.truncated, at: count)
            }
            if tape.nodes.count > limits.values { throw JSONProblem(.tooManyValues, at: place) }
            let byte = text[unchecked: place]
            switch expectation {
            case .end:
                throw JSONProblem(.trailingBytes, at: place)
            case .commaOrClose:
                (place, expectation) = try separator(byte, at: place, text, &tape)
            case .keyOrClose, .key:
                if byte == UInt8(ascii: "}"), expectation == .keyOrClose {
                    place &+= 1
                    expectation = try close(.object, end: place, text, &tape)
                } else {
                    place = try key(byte, at: place, text, &tape)
                    expectation = .value
                }
            case .value, .valueOrClose:
                if byte == UInt8(ascii: "]"), expectation == .valueOrClose {
                    place &+= 1
                    expectation = try close(.array, end: place, text, &tape)
                } else {
                    (place, expectation) = try value(byte, at: place, text, &tape)
                }
            }
        }
    }

    private func separator(
        _ byte: UInt8, at place: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> (Int, Expectation) {
        guard let top = tape.open.last else { throw JSONProblem(.unexpectedByte, at: place) }
        let kind = tape.nodes[Int(top)].kind
        switch byte {
        case UInt8(ascii: ","):
            return (place &+ 1, kind == .object ? .key : .value)
        case UInt8(ascii: "}") where kind == .object, UInt8(ascii: "]") where kind == .array:
            return (place &+ 1, try close(kind, end: place &+ 1, text, &tape))
        default:
            throw JSONProblem(.unexpectedByte, at: place)
        }
    }

    private func key(
        _ byte: UInt8, at start: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> Int {
        guard byte == UInt8(ascii: "\"") else { throw JSONProblem(.unexpectedByte, at: start) }
        var place = try string(from: start &+ 1, text, &tape)
        while place < text.count, Self.isSpace(text[unchecked: place]) { place &+= 1 }
        guard place < text.count else { throw JSONProblem(.truncated, at: place) }
        guard text[unchecked: place] == UInt8(ascii: ":") else { throw JSONProblem(.unexpectedByte, at: place) }
        return place &+ 1
    }

    private func value(
        _ byte: UInt8, at start: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> (Int, Expectation) {
        let after: Expectation = tape.open.isEmpty ? .end : .commaOrClose
        switch byte {
        case UInt8(ascii: "\""):
            return (try string(from: start &+ 1, text, &tape), after)
        case UInt8(ascii: "{"):
            try open(.object, at: start, &tape)
            return (start &+ 1, .keyOrClose)
        case UInt8(ascii: "["):
            try open(.array, at: start, &tape)
            return (start &+ 1, .valueOrClose)
        case UInt8(ascii: "t"):
            return (try word("true", .true, at: start, text, &tape), after)
        case UInt8(ascii: "f"):
            return (try word("false", .false, at: start, text, &tape), after)
        case UInt8(ascii: "n"):
            return (try word("null", .null, at: start, text, &tape), after)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return (try number(at: start, text, &tape), after)
        default:
            throw JSONProblem(.unexpectedByte, at: start)
        }
    }

    // MARK: Containers

    private func open(_ kind: JSONNode.Kind, at start: Int, _ tape: inout JSONTape) throws(JSONProblem) {
        guard tape.open.count < limits.depth else { throw JSONProblem(.tooDeep, at: start) }
        tape.open.append(UInt32(truncatingIfNeeded: tape.nodes.count))
        append(kind, start, start, false, &tape)
    }

    private func close(
        _ kind: JSONNode.Kind, end: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> Expectation {
        guard let index = tape.open.popLast() else { throw JSONProblem(.unexpectedByte, at: end - 1) }
        tape.nodes[Int(index)].end = UInt32(truncatingIfNeeded: end)
        tape.nodes[Int(index)].next = UInt32(truncatingIfNeeded: tape.nodes.count)
        if kind == .object { try JSONKeyCheck.requireDistinctKeys(of: Int(index), text, &tape) }
        return tape.open.isEmpty ? .end : .commaOrClose
    }

    private func append(
        _ kind: JSONNode.Kind, _ start: Int, _ end: Int, _ escaped: Bool, _ tape: inout JSONTape
    ) {
        tape.nodes.append(
            JSONNode(
                start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: tape.nodes.count &+ 1), kind: kind, isEscaped: escaped))
    }

    // MARK: Scalars

    private func word(
        _ word: StaticString, _ kind: JSONNode.Kind, at start: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> Int {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard start &+ offset < text.count else { throw JSONProblem(.truncated, at: text.count) }
            guard text[unchecked: start &+ offset] == word.utf8Start[offset] else {
                throw JSONProblem(.unexpectedByte, at: start + offset)
            }
        }
        append(kind, start, start &+ length, false, &tape)
        return start &+ length
    }

    private func number(
        at start: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> Int {
        let end = try JSONText.endOfNumber(from: start, text)
        append(.number, start, end, false, &tape)
        return end
    }

    /// Reads a string from after its opening quote; returns the place after the closing one.
    private func string(
        from start: Int, _ text: Span<UInt8>, _ tape: inout JSONTape
    ) throws(JSONProblem) -> Int {
        let count = text.count
        let bytes = text.bytes
        var place = start
        var escaped = false
        var seen: UInt64 = 0
        while true {
            while place &+ 8 <= count {
                let word = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
                seen |= word
                let found = JSONText.needsAttention(word)
                if found == 0 {
                    place &+= 8
                } else {
                    // The lowest mark is always a true one; the word is little-endian.
                    place &+= found.trailingZeroBitCount >> 3
                    break
                }
            }
            guard place < count else { throw JSONProblem(.truncated, at: count) }
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
        append(.string, start, place, escaped, &tape)
        return place &+ 1
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
