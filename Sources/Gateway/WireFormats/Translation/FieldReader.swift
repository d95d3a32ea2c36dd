// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Values of a request's fields, each of the kind that its format says, or a problem that names the field.
enum FieldReader {
    static func text(
        _ index: Int, _ field: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let text = tape.string(at: index, in: body) else { throw .malformed(field, "must be a string") }
        return text
    }

    static func integer(
        _ index: Int, _ field: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Int {
        guard let number = tape.integer(at: index, in: body) else { throw .malformed(field, "must be a whole number") }
        return number
    }

    static func number(
        _ index: Int, _ field: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let number = tape.number(at: index, in: body) else { throw .malformed(field, "must be a number") }
        return number
    }

    static func flag(_ index: Int, _ field: String, _ tape: JSONTape) throws(TranslationProblem) -> Bool {
        guard let flag = tape.flag(at: index) else { throw .malformed(field, "must be true or false") }
        return flag
    }

    static func require(
        _ kind: JSONNode.Kind, _ index: Int, _ field: String, _ tape: JSONTape
    ) throws(TranslationProblem) {
        guard tape.nodes[index].kind == kind else {
            throw .malformed(field, kind == .array ? "must be a list" : "must be an object")
        }
    }

    /// The member `name`, which must be there and be a string.
    static func requiredText(
        _ name: StaticString, of index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let text = tape.text(name, of: index, in: body) else {
            throw .malformed("\(name)", "must be there and be a string")
        }
        return text
    }

    /// The members of the object at `index` that are not `known`, as extra fields in the order of their names.
    ///
    /// Members that are null mean what absent ones mean; markers for prompt caches say nothing to a model.
    static func extras(
        of index: Int, group: String? = nil, known: [StaticString], _ tape: JSONTape, _ body: Span<UInt8>
    ) -> [ExtraField] {
        var extras: [ExtraField] = []
        tape.forEachMember(of: index) { key, value in
            if tape.isNull(value) || group == nil && tape.matches(key, "cache_control", in: body) { return }
            for name in known where tape.matches(key, name, in: body) { return }
            let name = tape.string(at: key, in: body) ?? tape.rawText(key, in: body)
            extras.append(
                ExtraField(name: group.map { "\($0).\(name)" } ?? name, json: tape.raw(value, in: body)))
        }
        return extras.inOrder
    }

    /// The value's JSON less the markers for prompt caches that it and the parts inside it carry.
    static func unmarked(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> [UInt8] {
        var writer = JSONWriter()
        writeUnmarked(index, tape, body, &writer)
        return writer.bytes
    }

    private static func writeUnmarked(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ writer: inout JSONWriter
    ) {
        guard tape.nodes[index].kind == .object else { return writer.raw(tape.raw(index, in: body)) }
        writer.beginObject()
        tape.forEachMember(of: index) { key, value in
            if tape.matches(key, "cache_control", in: body) { return }
            writer.rawKey(tape.raw(key, in: body))
            if tape.matches(key, "content", in: body), tape.nodes[value].kind == .array {
                writer.beginArray()
                tape.forEachElement(of: value) { writeUnmarked($0, tape, body, &writer) }
                writer.endArray()
            } else if tape.matches(key, "source", in: body) {
                writeUnmarked(value, tape, body, &writer)
            } else {
                writer.raw(tape.raw(value, in: body))
            }
        }
        writer.endObject()
    }
}
