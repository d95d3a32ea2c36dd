// SPDX-License-Identifier: Apache-2.0

/// Writes JSON as people read it: an indent of two, members in their order.
enum PrettyJSON {
    static func bytes(_ tree: JSONTree) -> [UInt8] {
        var text = ""
        write(tree, "", &text)
        return Array((text + "\n").utf8)
    }

    private static func write(_ tree: JSONTree, _ indent: String, _ text: inout String) {
        let inner = indent + "  "
        switch tree {
        case .object(let members) where !members.isEmpty:
            text += "{\n"
            for (place, member) in members.enumerated() {
                text += place == 0 ? inner : ",\n\(inner)"
                text += Lines.text(member.key) + ": "
                write(member.value, inner, &text)
            }
            text += "\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (place, element) in elements.enumerated() {
                text += place == 0 ? inner : ",\n\(inner)"
                write(element, inner, &text)
            }
            text += "\n\(indent)]"
        default: text += String(decoding: tree.bytes, as: UTF8.self)
        }
    }
}
