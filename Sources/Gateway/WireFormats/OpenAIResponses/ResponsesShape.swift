// SPDX-License-Identifier: Apache-2.0

import Conversation

/// Fields of the shape that the responses format gives them, or the problem that says which is not.
enum ResponsesShape {
    static func problem(_ path: ResponsesPath, _ name: String, _ expected: String) -> TranslationProblem {
        TranslationProblem(.malformed, path.spelled(name), "must be \(expected)")
    }

    /// The string at `index`.
    static func string(
        _ index: Int, _ path: ResponsesPath, _ name: @autoclosure () -> String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let text = tape.string(at: index, in: body) else { throw problem(path, name(), "a string") }
        return text
    }

    /// The string member `name` of the object at `index`; null counts as absent.
    static func optional(
        _ name: StaticString, of index: Int, _ path: ResponsesPath, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String? {
        guard let value = tape.member(name, of: index, in: body), !tape.isNull(value) else { return nil }
        return try string(value, path, "\(name)", tape, body)
    }

    /// The string member `name` of the object at `index`, which must be there.
    static func required(
        _ name: StaticString, of index: Int, _ path: ResponsesPath, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let text = try optional(name, of: index, path, tape, body) else {
            throw problem(path, "\(name)", "a string")
        }
        return text
    }

    /// The truth value that is the member `name` of the object at `index`; null counts as absent.
    static func optionalFlag(
        _ name: StaticString, of index: Int, _ path: ResponsesPath, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Bool? {
        guard let value = tape.member(name, of: index, in: body), !tape.isNull(value) else { return nil }
        return try flag(value, path, "\(name)", tape)
    }

    static func integer(
        _ index: Int, _ path: ResponsesPath, _ name: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> Int {
        guard let number = tape.integer(at: index, in: body) else { throw problem(path, name, "a whole number") }
        return number
    }

    static func number(
        _ index: Int, _ path: ResponsesPath, _ name: String, _ tape: JSONTape, _ body: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let number = tape.number(at: index, in: body) else { throw problem(path, name, "a number") }
        return number
    }

    static func flag(
        _ index: Int, _ path: ResponsesPath, _ name: String, _ tape: JSONTape
    ) throws(TranslationProblem) -> Bool {
        guard let flag = tape.flag(at: index) else { throw problem(path, name, "true or false") }
        return flag
    }

    static func require(
        _ kind: JSONNode.Kind, _ index: Int, _ path: ResponsesPath, _ name: String, _ tape: JSONTape
    ) throws(TranslationProblem) {
        guard tape.nodes[index].kind == kind else {
            throw problem(path, name, kind == .object ? "an object" : "a list")
        }
    }

    /// What the object at `index` holds beside what its reader knows, in the order of the names; nulls are left out.
    ///
    /// - Parameter prefix: stands before each name, to make it a path.
    static func extras(
        of index: Int, known: [StaticString], prefix: String = "", _ path: ResponsesPath, _ tape: JSONTape,
        _ body: Span<UInt8>
    ) throws(TranslationProblem) -> [ExtraField] {
        var extras: [ExtraField] = []
        try tape.forEachMember(of: index) { (key, value) throws(TranslationProblem) in
            guard !tape.isNull(value), !known.contains(where: { tape.matches(key, $0, in: body) }) else { return }
            let name = try string(key, path, "a field's name", tape, body)
            extras.append(ExtraField(name: prefix + name, json: tape.raw(value, in: body)))
        }
        if extras.count > 1 { extras.sort { $0.name < $1.name } }
        return extras
    }

    /// Whether the value at `index` is a list of nothing.
    static func isEmptyList(_ index: Int, _ tape: JSONTape) -> Bool {
        tape.nodes[index].kind == .array && Int(tape.nodes[index].next) == index + 1
    }
}
