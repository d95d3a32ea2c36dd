// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The free text of a custom tool's call, from a provider that knows custom tools as functions with one text.
enum CustomInput {
    /// The text in a function's `arguments`; the arguments as they are if they have another shape.
    static func text(_ arguments: String) -> String {
        let bytes = Array(arguments.utf8)
        var tape = JSONTape()
        do { try tape.scan(bytes.span) } catch { return arguments }
        guard tape.nodes[tape.root].kind == .object, Int(tape.nodes[tape.root].next) == 3,
            tape.matches(1, "input", in: bytes.span), let text = tape.string(at: 2, in: bytes.span)
        else { return arguments }
        return text
    }

    /// The arguments of a function that stand for a custom tool's free text.
    static func arguments(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member(ToolNames.customInput, string: text)
        writer.endObject()
        return writer.bytes
    }
}
