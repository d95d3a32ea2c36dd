// SPDX-License-Identifier: Apache-2.0

/// Writes JSON in ways that readers must take for the same: odd white space, needless escapes.
enum OddJSON {
    /// With white space of every kind, different from place to place.
    static func spaced(_ tree: JSONTree) -> [UInt8] {
        var place = 0
        return Array(" \n\(text(tree, &place, escapes: false))\r\n\t".utf8)
    }

    /// With every letter of every string value written as an escape; keys stay as they are.
    static func escaped(_ tree: JSONTree) -> [UInt8] {
        var place = 0
        return Array(text(tree, &place, escapes: true).utf8)
    }

    private static func text(_ tree: JSONTree, _ place: inout Int, escapes: Bool) -> String {
        func space() -> String {
            place += 1
            return escapes ? "" : ["", " ", "\n  ", "\t", "\r\n", ""][place % 6]
        }
        switch tree {
        case .object(let members):
            var text = "{" + space()
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," + space() }
                text += String(decoding: JSONTree.string(member.key).bytes, as: UTF8.self) + space() + ":" + space()
                text += self.text(member.value, &place, escapes: escapes)
            }
            return text + space() + "}"
        case .array(let elements):
            var text = "[" + space()
            for (index, element) in elements.enumerated() {
                if index > 0 { text += space() + "," }
                text += self.text(element, &place, escapes: escapes)
            }
            return text + space() + "]"
        case .string(let string) where escapes: return "\"" + string.utf16.map(escape).joined() + "\""
        default: return String(decoding: tree.bytes, as: UTF8.self)
        }
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
