// SPDX-License-Identifier: Apache-2.0

/// The words with which a provider names the kind of an error, as machines read them; never its free text.
///
/// A word of more than 64 bytes is no word and is left out.
public struct ErrorWords: Sendable, Hashable {
    /// OpenAI's and Anthropic's `type`.
    public var type: String?
    /// The `code`; a number is kept as it was written.
    public var code: String?
    /// Google's name of a status, such as `RESOURCE_EXHAUSTED`.
    public var status: String?
    /// The reason in the details of Google's errors, such as `API_KEY_INVALID`.
    public var reason: String?

    /// The longest word that is read, in bytes.
    public static var longestWord: Int { 64 }

    public init(type: String? = nil, code: String? = nil, status: String? = nil, reason: String? = nil) {
        self.type = type
        self.code = code
        self.status = status
        self.reason = reason
    }

    /// Whether nothing was said.
    public var isEmpty: Bool { type == nil && code == nil && status == nil && reason == nil }

    /// The words in the body of an error, or in the data of a stream's error event, of any format; empty if there are
    /// none or it is not JSON. `tape` is scratch.
    public static func read(_ text: Span<UInt8>, tape: inout JSONTape) -> ErrorWords {
        do { try tape.scan(text) } catch { return ErrorWords() }
        guard !tape.nodes.isEmpty else { return ErrorWords() }
        var root = tape.root
        // Google's streams wrap an error in the list that they would have been.
        if tape.nodes[root].kind == .array, Int(tape.nodes[root].next) > root + 1 { root += 1 }
        guard tape.nodes[root].kind == .object else { return ErrorWords() }
        if let error = error(in: root, text, tape) { return words(of: error, text, tape) }
        if let response = tape.member("response", of: root, in: text) {
            return error(in: response, text, tape).map { words(of: $0, text, tape) } ?? ErrorWords()
        }
        // What is left are errors without a member of that name; anything else has words that mean something else.
        let isError =
            says("error", "type", root, text, tape) || says("error", "object", root, text, tape)
            || tape.member("error", of: root, in: text).map { tape.nodes[$0].kind == .string } == true
            || tape.text("message", of: root, in: text) != nil
        return isError ? words(of: root, text, tape) : ErrorWords()
    }

    private static func error(in object: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> Int? {
        guard let error = tape.member("error", of: object, in: text), tape.nodes[error].kind == .object else {
            return nil
        }
        return error
    }

    private static func says(
        _ value: StaticString, _ name: StaticString, _ object: Int, _ text: Span<UInt8>, _ tape: JSONTape
    ) -> Bool {
        tape.member(name, of: object, in: text).map { tape.matches($0, value, in: text) } ?? false
    }

    private static func words(of object: Int, _ text: Span<UInt8>, _ tape: JSONTape) -> ErrorWords {
        var words = ErrorWords(
            type: word("type", object, text, tape), code: word("code", object, text, tape),
            status: word("status", object, text, tape))
        // The event's own name says nothing of the error.
        if words.type == "error" { words.type = nil }
        if let details = tape.member("details", of: object, in: text) {
            words.code = words.code ?? word("error_code", details, text, tape)
            tape.forEachElement(of: details) { detail in
                words.reason = words.reason ?? word("reason", detail, text, tape)
            }
        }
        return words
    }

    private static func word(
        _ name: StaticString, _ object: Int, _ text: Span<UInt8>, _ tape: JSONTape
    ) -> String? {
        guard let member = tape.member(name, of: object, in: text) else { return nil }
        let length = Int(tape.nodes[member].end) - Int(tape.nodes[member].start)
        guard length > 0, length <= longestWord else { return nil }
        return tape.string(at: member, in: text) ?? tape.number(at: member, in: text)
    }
}
