// SPDX-License-Identifier: Apache-2.0

import Conversation

extension ChatToolCall {
    /// Reads a call of an earlier answer.
    static func read(_ call: Int, _ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Part {
        try FieldReader.require(.object, call, "", tape)
        let id = try FieldReader.requiredText("id", of: call, tape, body)
        let type = try FieldReader.optionalText("type", of: call, tape, body)
        if type != "function", let custom = tape.member("custom", of: call, in: body), !tape.isNull(custom) {
            guard type == nil || type == "custom" else { throw .malformed("type", "must be function or custom") }
            do throws(TranslationProblem) {
                let name = try FieldReader.requiredText("name", of: custom, tape, body)
                let input = try FieldReader.requiredText("input", of: custom, tape, body)
                let extras =
                    FieldReader.extras(of: call, known: ["id", "type", "custom", "cache_control"], tape, body)
                    + FieldReader.extras(of: custom, group: "custom", known: ["name", "input"], tape, body)
                let call = ToolCall(id: id, name: name, isCustom: true, input: input)
                return Part(.toolCall(call), extras: extras.inOrder)
            } catch {
                throw error.inside("custom")
            }
        }
        guard let function = tape.member("function", of: call, in: body) else {
            throw .malformed("function", "must be an object")
        }
        guard type == nil || type == "function" else { throw .malformed("type", "must be function or custom") }
        do throws(TranslationProblem) {
            let name = try FieldReader.requiredText("name", of: function, tape, body)
            let extras =
                FieldReader.extras(of: call, known: ["id", "type", "function", "cache_control"], tape, body)
                + FieldReader.extras(of: function, group: "function", known: ["name", "arguments"], tape, body)
            let call = ToolCall(id: id, name: name, input: arguments(of: function, tape, body))
            return Part(.toolCall(call), extras: extras.inOrder)
        } catch {
            throw error.inside("function")
        }
    }

    /// A call's arguments: JSON text, or, from some clients, the JSON itself.
    static func arguments(of function: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> String {
        guard let arguments = tape.member("arguments", of: function, in: body), !tape.isNull(arguments) else {
            return ""
        }
        return tape.string(at: arguments, in: body) ?? tape.rawText(arguments, in: body)
    }
}
