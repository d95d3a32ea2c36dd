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

    /// The string member `name`; nil if it is absent or null.
    static func optionalText(
        _ name: StaticString, of index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String? {
        guard let value = tape.member(name, of: index, in: body), !tape.isNull(value) else { return nil }
        return try text(value, "\(name)", tape, body)
    }

    /// The truth value that is the member `name`; nil if it is absent or null.
    static func optionalFlag(
        _ name: StaticString, of index: Int, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Bool? {
        guard let value = tape.member(name, of: index, in: body), !tape.isNull(value) else { return nil }
        return try flag(value, "\(name)", tape)
    }

    /// Whether the object at `index` says nothing but the members `known`.
    static func hasOnly(_ known: [StaticString], _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> Bool {
        var hasMore = false
        tape.forEachMember(of: index) { key, value in
            if !tape.isNull(value), !known.contains(where: { tape.matches(key, $0, in: body) }) { hasMore = true }
        }
        return !hasMore
    }

    /// The members of the object at `index` that are not `known`, as extra fields in the order of their names.
    ///
    /// Members that are null mean what absent ones mean. Where the format has markers for prompt caches, which say
    /// nothing to a model, they are among the known ones.
    static func extras(
        of index: Int, group: String? = nil, known: [StaticString], _ tape: JSONTape, _ body: Span<UInt8>
    ) -> [ExtraField] {
        var extras: [ExtraField] = []
        tape.forEachMember(of: index) { key, value in
            if tape.isNull(value) { return }
            for name in known where tape.matches(key, name, in: body) { return }
            let name = tape.string(at: key, in: body) ?? tape.rawText(key, in: body)
            extras.append(
                ExtraField(name: group.map { "\($0).\(name)" } ?? name, json: tape.raw(value, in: body)))
        }
        return extras.inOrder
    }

    /// The value's JSON less its own marker for prompt caches.
    static func unmarked(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> [UInt8] {
        var writer = JSONWriter()
        writeUnmarked(index, tape, body, &writer) { writer, _, value in writer.raw(tape.raw(value, in: body)) }
        return writer.bytes
    }

    /// A part's JSON less the markers for prompt caches that it and the parts in its `content` carry, or in that of
    /// its `source`.
    static func unmarkedPart(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>) -> [UInt8] {
        var writer = JSONWriter()
        writeUnmarked(index, tape, body, &writer) { writer, key, value in
            if tape.matches(key, "source", in: body), tape.nodes[value].kind == .object {
                writer.beginObject()
                tape.forEachMember(of: value) { key, value in
                    writer.rawKey(tape.raw(key, in: body))
                    writeParts(key, value, tape, body, &writer)
                }
                writer.endObject()
            } else {
                writeParts(key, value, tape, body, &writer)
            }
        }
        return writer.bytes
    }

    private static func writeUnmarked(
        _ index: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ writer: inout JSONWriter,
        write: (inout JSONWriter, _ key: Int, _ value: Int) -> Void
    ) {
        guard tape.nodes[index].kind == .object else { return writer.raw(tape.raw(index, in: body)) }
        writer.beginObject()
        tape.forEachMember(of: index) { key, value in
            if tape.matches(key, "cache_control", in: body) { return }
            writer.rawKey(tape.raw(key, in: body))
            write(&writer, key, value)
        }
        writer.endObject()
    }

    /// Writes a member's value; if it is a content, the parts in it less their markers.
    private static func writeParts(
        _ key: Int, _ value: Int, _ tape: JSONTape, _ body: Span<UInt8>, _ writer: inout JSONWriter
    ) {
        guard tape.matches(key, "content", in: body), tape.nodes[value].kind == .array else {
            return writer.raw(tape.raw(value, in: body))
        }
        writer.beginArray()
        tape.forEachElement(of: value) { writer.raw(unmarked($0, tape, body)) }
        writer.endArray()
    }
}
