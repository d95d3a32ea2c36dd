// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// A JSON text taken apart, to be changed and written again.
///
/// Strings keep their spelling: `scalar` holds a value's bytes as they stood, quotes included.
indirect enum JSONTree {
    case scalar([UInt8])
    case array([JSONTree])
    case object([Member])

    /// One member of an object; the key with its quotes.
    struct Member {
        var key: [UInt8]
        var value: JSONTree
    }

    /// Takes `text` apart; nil if it is no JSON.
    init?(_ text: [UInt8]) {
        var tape = JSONTape()
        do { try tape.scan(text.span) } catch { return nil }
        self.init(tape.root, tape, text)
    }

    private init(_ index: Int, _ tape: JSONTape, _ text: [UInt8]) {
        switch tape.nodes[index].kind {
        case .array:
            var elements: [JSONTree] = []
            tape.forEachElement(of: index) { elements.append(JSONTree($0, tape, text)) }
            self = .array(elements)
        case .object:
            var members: [Member] = []
            tape.forEachMember(of: index) { key, value in
                members.append(Member(key: Array(text[tape.range(of: key)]), value: JSONTree(value, tape, text)))
            }
            self = .object(members)
        default: self = .scalar(Array(text[tape.range(of: index)]))
        }
    }

    /// The number of values, this one included.
    var count: Int {
        switch self {
        case .scalar: 1
        case .array(let elements): elements.reduce(1) { $0 + $1.count }
        case .object(let members): members.reduce(1) { $0 + $1.value.count }
        }
    }

    /// Calls `change` with the value that is number `place` in reading order.
    mutating func change(at place: Int, _ change: (inout JSONTree) -> Void) {
        var left = place
        _ = visit(&left, change)
    }

    private mutating func visit(_ left: inout Int, _ change: (inout JSONTree) -> Void) -> Bool {
        if left == 0 {
            change(&self)
            return true
        }
        left -= 1
        switch self {
        case .scalar: return false
        case .array(var elements):
            self = .array([])
            defer { self = .array(elements) }
            for index in elements.indices where elements[index].visit(&left, change) { return true }
            return false
        case .object(var members):
            self = .object([])
            defer { self = .object(members) }
            for index in members.indices where members[index].value.visit(&left, change) { return true }
            return false
        }
    }

    /// Writes the tree; `space` is asked for the white space at each place that allows it.
    func write(to bytes: inout [UInt8], space: (inout [UInt8]) -> Void) {
        space(&bytes)
        switch self {
        case .scalar(let text): bytes += text
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes, space: space)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                space(&bytes)
                bytes += member.key
                space(&bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes, space: space)
            }
            bytes.append(UInt8(ascii: "}"))
        }
        space(&bytes)
    }

    /// The tree without white space, all strings spelled the shortest way: equal for texts that mean the same.
    static func canonical(_ text: [UInt8]) -> [UInt8] {
        guard let tree = JSONTree(text) else { return text }
        var bytes: [UInt8] = []
        tree.respelled.write(to: &bytes) { _ in }
        return bytes
    }

    private var respelled: JSONTree {
        switch self {
        case .scalar(let text): .scalar(Self.respelled(text))
        case .array(let elements): .array(elements.map(\.respelled))
        case .object(let members):
            .object(members.map { Member(key: Self.respelled($0.key), value: $0.value.respelled) })
        }
    }

    private static func respelled(_ text: [UInt8]) -> [UInt8] {
        guard text.first == UInt8(ascii: "\""), text.contains(UInt8(ascii: "\\")) else { return text }
        var content: [UInt8] = []
        guard JSONText.unescape(text.span.extracting(1..<text.count - 1), into: &content) else { return text }
        var bytes: [UInt8] = []
        JSONWriter.append(String(decoding: content, as: UTF8.self), to: &bytes)
        return bytes
    }
}
