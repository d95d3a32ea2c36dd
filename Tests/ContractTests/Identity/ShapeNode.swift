// SPDX-License-Identifier: Apache-2.0

import WireFormats

/// A value inside a body: its path, its bytes, and the bytes that must go for it to be gone.
struct ShapeNode: Sendable {
    var path: [PathStep]
    var kind: JSONNode.Kind
    var range: Range<Int>
    /// The value with its key and one comma.
    var removal: Range<Int>
    var isEmpty: Bool
    /// The keys of an object.
    var keys: [String]

    /// Every value of a body but its root.
    static func all(in body: [UInt8]) throws -> [ShapeNode] {
        var tape = JSONTape()
        try tape.scan(body.span)
        var nodes: [ShapeNode] = []
        collect(tape.root, [], tape, body, &nodes)
        return nodes
    }

    private static func collect(
        _ index: Int, _ path: [PathStep], _ tape: JSONTape, _ body: [UInt8], _ nodes: inout [ShapeNode]
    ) {
        var children: [(step: PathStep, start: Int, value: Int)] = []
        tape.forEachMember(of: index) { key, value in
            let name = tape.string(at: key, in: body.span) ?? ""
            children.append((.key(name), tape.range(of: key).lowerBound, value))
        }
        tape.forEachElement(of: index) { element in
            children.append((.index(children.count), tape.range(of: element).lowerBound, element))
        }
        for (place, child) in children.enumerated() {
            let range = tape.range(of: child.value)
            var removal = child.start..<range.upperBound
            if place > 0 {
                removal = tape.range(of: children[place - 1].value).upperBound..<range.upperBound
            } else if children.count > 1 {
                removal = child.start..<children[1].start
            }
            var keys: [String] = []
            tape.forEachMember(of: child.value) { key, _ in keys.append(tape.string(at: key, in: body.span) ?? "") }
            let kind = tape.nodes[child.value].kind
            nodes.append(
                ShapeNode(
                    path: path + [child.step], kind: kind, range: range, removal: removal,
                    isEmpty: Int(tape.nodes[child.value].next) == child.value + 1, keys: keys))
            collect(child.value, path + [child.step], tape, body, &nodes)
        }
    }
}
