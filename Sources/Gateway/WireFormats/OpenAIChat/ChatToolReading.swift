// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Reads one tool that a chat completion's request offers.
enum ChatToolReading {
    static func tool(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) throws(TranslationProblem) -> Tool {
        let type = try FieldReader.optionalText("type", of: index, tape, body) ?? "function"
        switch type {
        case "function":
            guard let inner = tape.member("function", of: index, in: body), !tape.isNull(inner) else {
                // The flat spelling of the Responses format, which several clients use here.
                return try function(index, known: ["type", "cache_control"], tape, body)
            }
            var tool: Tool
            do throws(TranslationProblem) {
                // Some clients put the marker for prompt caches one level too deep.
                tool = try function(inner, known: ["cache_control"], tape, body)
            } catch {
                throw error.inside("function")
            }
            tool.extras = tool.extras.map { ExtraField(name: "function.\($0.name)", json: $0.json) }
            tool.extras += FieldReader.extras(of: index, known: ["type", "function", "cache_control"], tape, body)
            tool.extras = tool.extras.inOrder
            return tool
        case "custom": return try custom(index, tape, body)
        default:
            return Tool(
                .opaque(type: type, json: FieldReader.unmarked(index, tape, body)),
                name: tape.text("name", of: index, in: body) ?? type)
        }
    }

    /// Reads a function; `known` are members that say nothing about it.
    static func function(
        _ index: Int, known: [StaticString], _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Tool {
        let name = try FieldReader.requiredText("name", of: index, tape, body)
        var schema: [UInt8]?
        if let parameters = tape.member("parameters", of: index, in: body), !tape.isNull(parameters) {
            schema = tape.raw(parameters, in: body)
        }
        return Tool(
            name: name, description: try FieldReader.optionalText("description", of: index, tape, body),
            schema: schema, isStrict: try FieldReader.optionalFlag("strict", of: index, tape, body),
            extras: FieldReader.extras(
                of: index, known: ["name", "description", "parameters", "strict"] + known, tape, body))
    }

    private static func custom(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Tool {
        guard let inner = tape.member("custom", of: index, in: body) else {
            throw .malformed("custom", "must be an object")
        }
        do throws(TranslationProblem) {
            let name = try FieldReader.requiredText("name", of: inner, tape, body)
            let description = try FieldReader.optionalText("description", of: inner, tape, body)
            let extras =
                FieldReader.extras(of: inner, known: ["name", "description", "cache_control"], tape, body)
                + FieldReader.extras(
                    of: index, group: "tool", known: ["type", "custom", "cache_control"], tape, body)
            return Tool(.custom, name: name, description: description, extras: extras)
        } catch {
            throw error.inside("custom")
        }
    }
}
