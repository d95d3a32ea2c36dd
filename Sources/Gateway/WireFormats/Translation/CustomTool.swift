// SPDX-License-Identifier: Apache-2.0

import Conversation

/// A tool that takes free text, told as a function with one text to formats that have no such tools.
enum CustomTool {
    /// The function's schema.
    static let schema = Array(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#
            .utf8)

    /// The arguments that stand for a call's free text.
    static func arguments(_ input: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member(ToolNames.customInput, string: input)
        writer.endObject()
        return writer.bytes
    }

    /// The tool's description with its grammar, which the other format cannot enforce, in words.
    static func description(_ tool: Tool) -> String? {
        guard let format = tool.extras.first(where: { $0.name == "format" }) else { return tool.description }
        var tape = JSONTape()
        let body = format.json.span
        guard (try? tape.scan(body)) != nil else { return tool.description }
        let holder = tape.member("grammar", of: tape.root, in: body) ?? tape.root
        guard let definition = tape.text("definition", of: holder, in: body) else { return tool.description }
        let syntax = tape.text("syntax", of: holder, in: body) ?? "formal"
        let rule = "The input must follow this \(syntax) grammar:\n\(definition)"
        return tool.description.map { "\($0)\n\n\(rule)" } ?? rule
    }

    /// The tool's extra fields less the one that its description tells.
    static func otherExtras(_ tool: Tool) -> [ExtraField] { tool.extras.filter { $0.name != "format" } }
}
