// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// A JSON value as a test compares it: keys in order, numbers as they are written, strings without escapes.
indirect enum JSONTree: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        var key: String
        var value: JSONTree
    }

    case object([Member])
    case array([JSONTree])
    case string(String)
    case number(String)
    case boolean(Bool)
    case null

    struct Unreadable: Error {}

    init(_ text: String) throws { try self.init(Array(text.utf8)) }

    init(_ bytes: [UInt8]) throws {
        var tape = JSONTape()
        try tape.scan(bytes.span)
        self = try Self.value(tape.root, tape, bytes)
    }

    static func value(_ index: Int, _ tape: JSONTape, _ bytes: [UInt8]) throws -> JSONTree {
        switch tape.nodes[index].kind {
        case .object:
            var members: [Member] = []
            try tape.forEachMember(of: index) { (key, value) throws in
                guard let name = tape.string(at: key, in: bytes.span) else { throw Unreadable() }
                members.append(Member(key: name, value: try Self.value(value, tape, bytes)))
            }
            return .object(members)
        case .array:
            var elements: [JSONTree] = []
            try tape.forEachElement(of: index) { (element) throws in
                elements.append(try value(element, tape, bytes))
            }
            return .array(elements)
        case .string:
            guard let text = tape.string(at: index, in: bytes.span) else { throw Unreadable() }
            return .string(text)
        case .number: return .number(String(decoding: bytes[tape.range(of: index)], as: UTF8.self))
        case .true: return .boolean(true)
        case .false: return .boolean(false)
        case .null: return .null
        }
    }

    subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    subscript(index: Int) -> JSONTree? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var elements: [JSONTree]? { if case .array(let elements) = self { elements } else { nil } }
    var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// Compact JSON.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .object(let members):
            writer.beginObject()
            for member in members {
                writer.key(member.key)
                member.value.write(to: &writer)
            }
            writer.endObject()
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .string(let text): writer.string(text)
        case .number(let text): writer.raw(Array(text.utf8))
        case .boolean(let value): writer.boolean(value)
        case .null: writer.null()
        }
    }
}
