// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Extra fields on their way back into the format that they came from.
extension Array where Element == ExtraField {
    /// The same fields in the order of their names, which is the order that equal requests have in common.
    var inOrder: [ExtraField] {
        count < 2 ? self : sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Whether some field stands inside the object `group`.
    func has(_ group: String) -> Bool {
        contains { $0.name.utf8.count > group.utf8.count && $0.name.hasPrefix(group + ".") }
    }

    /// Writes the fields that stand inside the object `group`, or, without one, those that stand in no object.
    func write(inside group: String? = nil, to writer: inout JSONWriter) {
        for field in self {
            if let group {
                guard field.name.utf8.count > group.utf8.count, field.name.hasPrefix(group + ".") else { continue }
                writer.member(String(field.name.dropFirst(group.count + 1)), raw: field.json)
            } else if !field.name.utf8.contains(UInt8(ascii: ".")) {
                writer.member(field.name, raw: field.json)
            }
        }
    }
}
