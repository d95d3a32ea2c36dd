// SPDX-License-Identifier: Apache-2.0

import Conversation

/// What a function gave back, which Gemini wants as an object: `output` is what it said, `error` how it failed, and an
/// object with other members is the output itself.
enum GeminiToolOutput {
    /// Reads the object at `index`.
    static func read(_ index: Int, _ tape: JSONTape, _ body: Span<UInt8>, into result: inout ToolResult) {
        guard let value = wrapped(index, tape, body) else {
            result.parts = [.text(JSONWriter.text(index, tape, body))]
            return
        }
        result.isError = tape.matches(index + 1, "error", in: body)
        let text = tape.string(at: value, in: body) ?? JSONWriter.text(value, tape, body)
        result.parts = text.isEmpty ? [] : [.text(text)]
    }

    /// Writes the object that says `text`.
    static func write(_ text: String, isError: Bool, to writer: inout JSONWriter, _ tape: inout JSONTape) {
        if !isError, isPlainObject(text, &tape) {
            writer.raw(text.utf8)
            return
        }
        writer.beginObject()
        writer.member(isError ? "error" : "output", string: text)
        writer.endObject()
    }

    /// Whether the text is a JSON object, and one that would be read as it is.
    private static func isPlainObject(_ text: String, _ tape: inout JSONTape) -> Bool {
        guard text.utf8.first == UInt8(ascii: "{"), text.utf8.last == UInt8(ascii: "}") else { return false }
        let bytes = Array(text.utf8)
        do { try tape.scan(bytes.span) } catch { return false }
        return wrapped(tape.root, tape, bytes.span) == nil
    }

    /// The value of `output` or `error` in an object that has nothing else.
    private static func wrapped(_ index: Int, _ tape: JSONTape, _ source: Span<UInt8>) -> Int? {
        let end = Int(tape.nodes[index].next)
        let key = index + 1
        guard key < end, Int(tape.nodes[key + 1].next) == end,
            tape.matches(key, "output", in: source) || tape.matches(key, "error", in: source)
        else { return nil }
        return key + 1
    }
}
