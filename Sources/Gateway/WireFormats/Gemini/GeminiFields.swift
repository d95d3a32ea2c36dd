// SPDX-License-Identifier: Apache-2.0

import Conversation

/// The fields of Gemini's objects, which come in two spellings: `maxOutputTokens` and `max_output_tokens` are one.
enum GeminiFields {
    /// The camel-case spelling of a name.
    static func camel(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
        var camel: [UInt8] = []
        var raises = false
        for byte in name.utf8 {
            if byte == UInt8(ascii: "_"), !camel.isEmpty {
                raises = true
                continue
            }
            if raises, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
                camel.append(byte - 0x20)
            } else {
                camel.append(byte)
            }
            raises = false
        }
        return String(decoding: camel, as: UTF8.self)
    }

    /// Calls `body` with the camel-case name and the value of each member that is not null.
    ///
    /// - Throws: what `body` throws, or that one field is given in both spellings.
    static func forEach(
        of object: Int, at path: String, _ tape: JSONTape, _ source: Span<UInt8>,
        _ body: (_ name: String, _ value: Int) throws(TranslationProblem) -> Void
    ) throws(TranslationProblem) {
        guard tape.nodes[object].kind == .object else {
            throw TranslationProblem(.malformed, path, "must be an object.")
        }
        var seen: [String] = []
        var isRespelled = false
        try tape.forEachMember(of: object) { (key, value) throws(TranslationProblem) in
            if tape.isNull(value) { return }
            let written = tape.string(at: key, in: source) ?? tape.rawText(key, in: source)
            let name = camel(written)
            if name != written { isRespelled = true }
            // The scanner refuses equal keys, so only a respelled one can name a field for the second time.
            if isRespelled, seen.contains(name) {
                throw TranslationProblem(.malformed, join(path, name), "is given twice, in two spellings.")
            }
            seen.append(name)
            try body(name, value)
        }
    }

    /// The member that has one of the two spellings.
    static func member(
        _ camel: StaticString, _ snake: StaticString, of object: Int, _ tape: JSONTape, _ source: Span<UInt8>
    ) -> Int? {
        tape.member(camel, of: object, in: source) ?? tape.member(snake, of: object, in: source)
    }

    static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    static func malformed(_ path: String, _ wanted: String) -> TranslationProblem {
        TranslationProblem(.malformed, path, "must be \(wanted).")
    }

    // MARK: Values

    static func text(
        _ value: Int, _ path: String, _ tape: JSONTape, _ source: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        guard let text = tape.string(at: value, in: source) else { throw malformed(path, "a string") }
        return text
    }

    static func flag(_ value: Int, _ path: String, _ tape: JSONTape) throws(TranslationProblem) -> Bool {
        guard let flag = tape.flag(at: value) else { throw malformed(path, "true or false") }
        return flag
    }

    /// A number as it was written; Google takes numbers in quotes, too.
    static func number(
        _ value: Int, _ path: String, _ tape: JSONTape, _ source: Span<UInt8>
    ) throws(TranslationProblem) -> String {
        if let number = tape.number(at: value, in: source) { return number }
        guard let quoted = tape.string(at: value, in: source), isNumber(quoted) else {
            throw malformed(path, "a number")
        }
        return quoted
    }

    /// A whole number; nil for one that has a fraction or is too large to be told.
    static func integer(
        _ value: Int, _ path: String, _ tape: JSONTape, _ source: Span<UInt8>
    ) throws(TranslationProblem) -> Int? {
        let written = try number(value, path, tape, source)
        if let whole = Int(written) { return whole }
        return Double(written).flatMap { Int(exactly: $0) }
    }

    /// A list of strings.
    static func texts(
        _ value: Int, _ path: String, _ tape: JSONTape, _ source: Span<UInt8>
    ) throws(TranslationProblem) -> [String] {
        guard tape.nodes[value].kind == .array else { throw malformed(path, "a list of strings") }
        var texts: [String] = []
        try tape.forEachElement(of: value) { (element) throws(TranslationProblem) in
            texts.append(try text(element, "\(path)[\(texts.count)]", tape, source))
        }
        return texts
    }

    private static func isNumber(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else { return false }
        let end: Int? = try? JSONText.endOfNumber(from: 0, bytes.span)
        return end == bytes.count
    }
}
