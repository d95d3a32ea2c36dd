// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Turns Google's dialect of OpenAPI schemas into JSON Schema: types in lower case, `nullable` as a type, counts that
/// came in quotes as numbers, and the order of properties as the order in which they stand.
enum GeminiSchema {
    static func standard(
        _ index: Int, _ tape: JSONTape, _ source: Span<UInt8>, _ path: String
    ) throws(TranslationProblem) -> [UInt8] {
        var writer = JSONWriter()
        try schema(index, tape, source, path, &writer)
        return writer.bytes
    }

    private static func schema(
        _ index: Int, _ tape: JSONTape, _ source: Span<UInt8>, _ path: String, _ writer: inout JSONWriter
    ) throws(TranslationProblem) {
        // JSON Schema also allows true and false.
        guard tape.nodes[index].kind == .object else { return writer.raw(tape.raw(index, in: source)) }
        let type = tape.text("type", of: index, in: source)
        let isNullable =
            tape.flag("nullable", of: index, in: source) == true && type != nil && type != "TYPE_UNSPECIFIED"
        let order = GeminiFields.member("propertyOrdering", "property_ordering", of: index, tape, source)
        writer.beginObject()
        try GeminiFields.forEach(of: index, at: path, tape, source) { (name, value) throws(TranslationProblem) in
            let place = "\(path).\(name)"
            switch name {
            case "type": writeType(value, isNullable: isNullable, tape, source, &writer)
            case "nullable" where isNullable || tape.nodes[value].kind == .false: break
            case "propertyOrdering": break
            case "enum" where isNullable && tape.nodes[value].kind == .array:
                writer.key(name)
                writer.beginArray()
                tape.forEachElement(of: value) { writer.raw(tape.raw($0, in: source)) }
                writer.null()
                writer.endArray()
            case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties":
                writer.key(name)
                if tape.nodes[value].kind == .string, let count = try? GeminiFields.integer(value, place, tape, source)
                {
                    writer.integer(count)
                } else {
                    writer.raw(tape.raw(value, in: source))
                }
            case "properties", "defs", "$defs", "definitions", "patternProperties":
                writer.key(name == "defs" ? "$defs" : name)
                try schemas(value, ordered: name == "properties" ? order : nil, tape, source, place, &writer)
            case "items", "additionalProperties", "not":
                writer.key(name)
                try schema(value, tape, source, place, &writer)
            case "anyOf", "oneOf", "allOf", "prefixItems":
                writer.key(name)
                guard tape.nodes[value].kind == .array else { return writer.raw(tape.raw(value, in: source)) }
                writer.beginArray()
                try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
                    try schema(element, tape, source, place, &writer)
                }
                writer.endArray()
            case "ref": writer.member("$ref", raw: tape.raw(value, in: source))
            default: writer.member(name, raw: tape.raw(value, in: source))
            }
        }
        writer.endObject()
    }

    private static func writeType(
        _ value: Int, isNullable: Bool, _ tape: JSONTape, _ source: Span<UInt8>, _ writer: inout JSONWriter
    ) {
        func word(_ index: Int) {
            if let word = tape.string(at: index, in: source) {
                writer.string(word.lowercased())
            } else {
                writer.raw(tape.raw(index, in: source))
            }
        }
        if tape.matches(value, "TYPE_UNSPECIFIED", in: source) { return }
        writer.key("type")
        guard isNullable || tape.nodes[value].kind == .array else { return word(value) }
        writer.beginArray()
        if tape.nodes[value].kind == .array { tape.forEachElement(of: value, word) } else { word(value) }
        if isNullable { writer.string("null") }
        writer.endArray()
    }

    /// Schemas by the names of what they describe; those that `ordered` lists come first, as it lists them.
    private static func schemas(
        _ index: Int, ordered: Int?, _ tape: JSONTape, _ source: Span<UInt8>, _ path: String,
        _ writer: inout JSONWriter
    ) throws(TranslationProblem) {
        guard tape.nodes[index].kind == .object else { return writer.raw(tape.raw(index, in: source)) }
        var ranks: [String: Int] = [:]
        if let ordered {
            tape.forEachElement(of: ordered) { element in
                if let name = tape.string(at: element, in: source) { ranks[name] = ranks[name] ?? ranks.count }
            }
        }
        var members: [(rank: Int, name: String, value: Int)] = []
        tape.forEachMember(of: index) { key, value in
            let name = tape.string(at: key, in: source) ?? tape.rawText(key, in: source)
            members.append((ranks[name] ?? ranks.count + members.count, name, value))
        }
        if !ranks.isEmpty { members.sort { $0.rank < $1.rank } }
        writer.beginObject()
        for member in members {
            writer.key(member.name)
            try schema(member.value, tape, source, "\(path).\(member.name)", &writer)
        }
        writer.endObject()
    }
}
