// SPDX-License-Identifier: Apache-2.0

/// Makes a small document that a JSON schema accepts: the arguments of a forced tool call, or a structured answer.
///
/// It knows the keywords that clients' schemas are made of, not the whole of JSON Schema.
struct SchemaExample {
    private static let deepest = 16

    private let root: JSONValue

    /// A document for `schema`.
    static func document(for schema: JSONValue) -> JSONValue {
        SchemaExample(root: schema).example(of: schema, depth: 0)
    }

    private func example(of schema: JSONValue, depth: Int) -> JSONValue {
        guard depth < Self.deepest else { return .null }
        if let reference = schema["$ref"]?.stringValue {
            return resolve(reference).map { example(of: $0, depth: depth + 1) } ?? .null
        }
        if let value = schema["const"] { return value }
        if let value = schema["enum"]?.arrayValue?.first { return value }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            guard let variants = schema[keyword]?.arrayValue else { continue }
            let chosen = variants.first { $0["type"] != "null" } ?? variants.first
            if let chosen { return example(of: chosen, depth: depth + 1) }
        }
        switch type(of: schema) {
        case "object": return object(of: schema, depth: depth)
        case "array":
            let count = min(schema["minItems"]?.intValue ?? 0, 64)
            return .array(Array(repeating: example(of: schema["items"] ?? [:], depth: depth + 1), count: max(0, count)))
        case "string": return string(of: schema)
        case "integer", "number": return number(of: schema)
        case "boolean": return true
        default: return .null
        }
    }

    private func type(of schema: JSONValue) -> String? {
        switch schema["type"] {
        // Gemini's own schemas write types in capitals.
        case .string(let name): name.lowercased()
        case .array(let names): names.compactMap { $0.stringValue?.lowercased() }.first { $0 != "null" }
        default: schema["properties"] == nil ? nil : "object"
        }
    }

    private func object(of schema: JSONValue, depth: Int) -> JSONValue {
        let required = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue)
        let properties = schema["properties"]?.objectMembers ?? []
        return .object(
            properties.filter { required.contains($0.key) }.map {
                JSONValue.Member(key: $0.key, value: example(of: $0.value, depth: depth + 1))
            })
    }

    private func string(of schema: JSONValue) -> JSONValue {
        switch schema["format"]?.stringValue {
        case "date-time": return "2025-01-01T00:00:00Z"
        case "date": return "2025-01-01"
        case "time": return "00:00:00Z"
        case "email": return "someone@example.com"
        case "uri": return "https://example.com/"
        case "uuid": return "00000000-0000-4000-8000-000000000000"
        default: break
        }
        var text = "example"
        if let least = schema["minLength"]?.intValue, least > text.count {
            text += String(repeating: "x", count: min(least, 4096) - text.count)
        }
        if let most = schema["maxLength"]?.intValue, most >= 0 { text = String(text.prefix(most)) }
        return .string(text)
    }

    private func number(of schema: JSONValue) -> JSONValue {
        if let least = schema["minimum"] { return least }
        if let below = schema["exclusiveMinimum"]?.intValue { return .int(below + 1) }
        if let most = schema["maximum"]?.intValue, most < 1 { return .int(most) }
        return 1
    }

    /// Follows a reference inside the document, such as `#/$defs/Place`.
    private func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var found: JSONValue? = root
        for name in reference.dropFirst().split(separator: "/") { found = found?[String(name)] }
        return found
    }
}
