// SPDX-License-Identifier: Apache-2.0

/// A slow and plain recogniser of what the tape shall accept, written from RFC 8259 and independent of the scanner.
///
/// It looks at the text as Unicode scalars, recursively; the scanner looks at bytes, with a stack.
struct ReferenceRecogniser {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private let depthLimit: Int

    private struct Refused: Error {}

    /// Whether `bytes` are one JSON text in UTF-8 that names no key twice in an object.
    static func accepts(_ bytes: [UInt8], depth: Int = 256) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        var recogniser = ReferenceRecogniser(scalars: Array(text.unicodeScalars), depthLimit: depth)
        do {
            try recogniser.value(depth: 0)
            return recogniser.place == recogniser.scalars.count
        } catch {
            return false
        }
    }

    private init(scalars: [Unicode.Scalar], depthLimit: Int) {
        self.scalars = scalars
        self.depthLimit = depthLimit
    }

    private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private mutating func space() {
        while let scalar = current, [" ", "\n", "\r", "\t"].contains(scalar) { place += 1 }
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws {
        guard current == scalar else { throw Refused() }
        place += 1
    }

    /// Takes `scalar` if it comes next.
    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws {
        space()
        switch current {
        case "{": try object(depth: depth + 1)
        case "[": try array(depth: depth + 1)
        case "\"": _ = try string()
        case "t": for scalar in "true".unicodeScalars { try expect(scalar) }
        case "f": for scalar in "false".unicodeScalars { try expect(scalar) }
        case "n": for scalar in "null".unicodeScalars { try expect(scalar) }
        default: try number()
        }
        space()
    }

    private mutating func object(depth: Int) throws {
        guard depth <= depthLimit else { throw Refused() }
        try expect("{")
        space()
        if take("}") { return }
        var keys: Set<[UInt32]> = []
        repeat {
            space()
            guard keys.insert(try string()).inserted else { throw Refused() }
            space()
            try expect(":")
            try value(depth: depth)
        } while take(",")
        try expect("}")
    }

    private mutating func array(depth: Int) throws {
        guard depth <= depthLimit else { throw Refused() }
        try expect("[")
        space()
        if take("]") { return }
        repeat { try value(depth: depth) } while take(",")
        try expect("]")
    }

    private mutating func number() throws {
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
    }

    private mutating func digits() throws {
        let start = place
        while let scalar = current, ("0"..."9").contains(scalar) { place += 1 }
        guard place > start else { throw Refused() }
    }

    /// The string's scalars with its escapes resolved; those of a lone surrogate stay as they are written.
    private mutating func string() throws -> [UInt32] {
        try expect("\"")
        let start = place
        var content: [UInt32] = []
        var isText = true
        while let scalar = current, scalar != "\"" {
            guard scalar.value >= 0x20 else { throw Refused() }
            place += 1
            guard scalar == "\\" else {
                content.append(scalar.value)
                continue
            }
            guard let unit = try escape() else {
                isText = false
                continue
            }
            content.append(unit)
        }
        let raw = scalars[start..<place].map(\.value)
        try expect("\"")
        return isText ? content : [0xFFFF_FFFF] + raw
    }

    /// The scalar that an escape stands for, its backslash taken already; nil for a lone surrogate.
    private mutating func escape() throws -> UInt32? {
        guard let kind = current else { throw Refused() }
        place += 1
        switch kind {
        case "\"", "\\", "/": return kind.value
        case "b": return 8
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "u":
            let unit = try unit()
            guard (0xD800...0xDFFF).contains(unit) else { return unit }
            let after = place
            if unit < 0xDC00, take("\\"), take("u"), let low = try? self.unit(), (0xDC00...0xDFFF).contains(low) {
                return 0x1_0000 + (unit - 0xD800) * 0x400 + (low - 0xDC00)
            }
            place = after
            return nil
        default: throw Refused()
        }
    }

    private mutating func unit() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let scalar = current, scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
                throw Refused()
            }
            value = value * 16 + UInt32(digit)
            place += 1
        }
        return value
    }
}
