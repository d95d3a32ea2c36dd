// SPDX-License-Identifier: Apache-2.0

import SeededNumbers
import WireFormats

/// A JSON value of a test: written with the writer, read back with the tape.
indirect enum SampleJSON: Hashable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([SampleJSON])
    case object([Member])

    struct Member: Hashable {
        var name: String
        var value: SampleJSON
    }

    /// A random value; `depth` bounds how deep it nests.
    static func random(_ random: inout SplitMix64, depth: Int = 4) -> SampleJSON {
        switch random.below(depth > 0 ? 9 : 6) {
        case 0: return .null
        case 1: return .boolean(random.chance(50))
        case 2: return .number(String(random.below(2_000_001) - 1_000_000))
        case 3: return .number(random.one(of: ["0", "-0", "1.5", "-0.25e-7", "6E+12", "18446744073709551616"]))
        case 4, 5: return .string(text(&random))
        case 6: return .array((0..<random.below(5)).map { _ in Self.random(&random, depth: depth - 1) })
        default: return object(&random, depth: depth)
        }
    }

    /// A random object, now and then one with more keys than are compared pair by pair.
    static func object(_ random: inout SplitMix64, depth: Int = 4) -> SampleJSON {
        let count = random.chance(10) ? 13 + random.below(10) : random.below(6)
        return .object(
            (0..<count).map { place in
                Member(name: text(&random) + String(place), value: Self.random(&random, depth: depth - 1))
            })
    }

    private static func text(_ random: inout SplitMix64) -> String {
        let pieces = [
            "a", "key", " ", "\"", "\\", "\n", "\r", "\t", "\u{1}", "\u{1f}", "\u{7f}", "é", "ß", "漢字", "😀", "\u{0}",
            "\u{10FFFF}", "/", "{\"x\":", "]", "abcdefgh", "e\u{301}",
        ]
        return (0..<random.below(7)).map { _ in random.one(of: pieces) }.joined()
    }

    func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .boolean(let value): writer.boolean(value)
        case .number(let text): writer.raw(Array(text.utf8))
        case .string(let text): writer.string(text)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.name)
                member.value.write(to: &writer)
            }
            writer.endObject()
        }
    }

    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// The same text with random white space between its tokens.
    func spaced(_ random: inout SplitMix64) -> [UInt8] {
        var spaced: [UInt8] = []
        var inString = false
        var isEscaped = false
        for byte in bytes {
            if !inString, "{}[]:,".utf8.contains(byte), random.chance(40) {
                spaced.append(random.one(of: [0x20, 0x09, 0x0A, 0x0D]))
            }
            spaced.append(byte)
            if !inString, "{}[]:,".utf8.contains(byte), random.chance(40) {
                spaced.append(random.one(of: [0x20, 0x09, 0x0A, 0x0D]))
            }
            if byte == UInt8(ascii: "\""), !isEscaped { inString.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return spaced
    }

    /// What `tape` holds at `index`; nil for a string that stands for no text.
    init?(_ tape: JSONTape, _ index: Int, in text: Span<UInt8>) {
        switch tape.nodes[index].kind {
        case .null: self = .null
        case .true: self = .boolean(true)
        case .false: self = .boolean(false)
        case .number: self = .number(String(decoding: tape.raw(index, in: text), as: UTF8.self))
        case .string:
            guard let string = tape.string(at: index, in: text) else { return nil }
            self = .string(string)
        case .array:
            var elements: [SampleJSON?] = []
            tape.forEachElement(of: index) { elements.append(SampleJSON(tape, $0, in: text)) }
            guard !elements.contains(nil) else { return nil }
            self = .array(elements.compactMap { $0 })
        case .object:
            var members: [Member] = []
            var isWhole = true
            tape.forEachMember(of: index) { key, value in
                if let name = tape.string(at: key, in: text), let value = SampleJSON(tape, value, in: text) {
                    members.append(Member(name: name, value: value))
                } else {
                    isWhole = false
                }
            }
            guard isWhole else { return nil }
            self = .object(members)
        }
    }

    /// Reads a whole text.
    init?(_ bytes: [UInt8]) {
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        self.init(tape, tape.root, in: bytes.span)
    }

    init?(_ text: String) { self.init(Array(text.utf8)) }

    /// The member `name` of an object.
    subscript(name: String) -> SampleJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The element at `place` of an array.
    subscript(place: Int) -> SampleJSON? {
        guard case .array(let elements) = self, elements.indices.contains(place) else { return nil }
        return elements[place]
    }

    /// The same value with the members of all its objects in the order of their names.
    var sorted: SampleJSON {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name })
        default: self
        }
    }
}
