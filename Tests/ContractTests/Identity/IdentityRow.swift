// SPDX-License-Identifier: Apache-2.0

import Conversation

/// One row of the table in `docs/identity.md`.
struct IdentityRow: Sendable {
    /// What a value is for the identity of its request.
    enum Class: String, Sendable { case answer, ignored, scope, state, refused }

    /// The formats that a row holds for, as the document names them.
    struct Formats: Sendable {
        let text: String
        private let surfaces: Set<Surface>

        private init(_ text: String, _ surfaces: Set<Surface>) {
            self.text = text
            self.surfaces = surfaces
        }

        static let all = Formats("all", Set(Surface.allCases))
        static let allButGemini = Formats("all but gemini", Set(Surface.allCases).subtracting([.gemini]))
        static let chat = Formats("chat, native", [.chatCompletions, .native])
        static let openAI = Formats("chat, responses, native", [.chatCompletions, .responses, .native])
        static let chatAndMessages = Formats("chat, messages", [.chatCompletions, .messages])
        static let messages = Formats("messages", [.messages])
        static let responses = Formats("responses", [.responses])
        static let gemini = Formats("gemini", [.gemini])
        static let native = Formats("native", [.native])

        func contains(_ surface: Surface) -> Bool { surfaces.contains(surface) }
    }

    /// The values that a row holds for.
    enum Values: String, Sendable {
        case any
        case string
        case boolean = "true, false, null"
        case `true`
        case falseOrNull = "false, null"
        case null
        case objectOrNull = "object, null"
        case list = "non-empty list"
        case stringOrList = "string, non-empty list"
        case session = "string of 1 to 512 bytes"
        case billing = "billing line"
        case wordless = "text without words"
        case emptyText = "empty text"
        case emptyTextOrList = "empty text or list"
        case emptyList = "empty list"
        case emptyObject = "empty object"
        case function = "`function`"
        case custom = "`custom`"
        case auto = "`auto`"
        case message = "`message`"
        case user = "`user`, empty"
        /// Whatever no earlier row names.
        case other
        /// Whatever no earlier row names, and that the value is not there.
        case otherOrAbsent = "other, absent"

        /// Whether a value, nil if it is not there, is one of them.
        func contain(_ value: JSONTree?) -> Bool {
            guard let value else { return self == .otherOrAbsent }
            switch (self, value) {
            case (.any, _), (.other, _), (.otherOrAbsent, _), (.string, .string), (.null, .null): return true
            case (.boolean, .boolean), (.boolean, .null), (.objectOrNull, .object), (.objectOrNull, .null): return true
            case (.true, .boolean(true)): return true
            case (.emptyTextOrList, .string("")), (.emptyTextOrList, .array([])): return true
            case (.wordless, .object(let members)):
                return value["type"] == .string("text") && value["text"] == .string("")
                    && members.allSatisfy { ["type", "text", "cache_control"].contains($0.key) || $0.value == .null }
            case (.emptyText, .string("")), (.emptyList, .array([])), (.emptyObject, .object([])): return true
            case (.function, .string("function")), (.custom, .string("custom")), (.auto, .string("auto")):
                return true
            case (.message, .string("message")), (.user, .string("user")), (.user, .string("")):
                return true
            case (.falseOrNull, .boolean(false)), (.falseOrNull, .null): return true
            case (.list, .array(let elements)), (.stringOrList, .array(let elements)): return !elements.isEmpty
            case (.stringOrList, .string): return true
            case (.session, .string(let text)):
                let length = Self.trimmed(text).utf8.count
                return (1...512).contains(length)
            case (.billing, _): return Self.isBillingLine(value)
            default: return false
            }
        }

        static func trimmed(_ text: String) -> Substring {
            let space = { (character: Character) in " \t\n\r\r\n\u{B}\u{C}".contains(character) }
            var rest = text[...].drop(while: space)
            while let last = rest.last, space(last) { rest.removeLast() }
            return rest
        }

        /// `x-anthropic-billing-header:` and then `key=value` pairs on one line of 256 bytes at most, and nothing
        /// else in the block but a cache marker.
        private static func isBillingLine(_ block: JSONTree) -> Bool {
            let prefix = "x-anthropic-billing-header:"
            guard case .object(let members) = block, block["type"] == .string("text"),
                case .string(let text)? = block["text"], text.utf8.count <= 256, text.hasPrefix(prefix),
                members.allSatisfy({ ["type", "text", "cache_control"].contains($0.key) })
            else { return false }
            return text.dropFirst(prefix.count).wholeMatch(
                of: /\ ?[A-Za-z0-9_-]+=[A-Za-z0-9._-]*(; ?[A-Za-z0-9_-]+=[A-Za-z0-9._-]*)*;?/) != nil
        }
    }

    var formats: Formats
    var path: String
    var values: Values
    var kind: Class
    var reason: String
    private let pattern: PathPattern

    init(_ formats: Formats, _ path: String, _ values: Values, _ kind: Class, _ reason: String) {
        self.formats = formats
        self.path = path
        self.values = values
        self.kind = kind
        self.reason = reason
        pattern = PathPattern(path)
    }

    func holds(for path: [PathStep], _ value: JSONTree?, _ surface: Surface) -> Bool {
        formats.contains(surface) && pattern.matches(path) && values.contain(value)
    }

    /// The member of the request that the path begins with.
    var member: String { String(path.prefix { $0 != "." && $0 != "[" }) }

    /// The row as the document writes it.
    var line: String { "| \(formats.text) | `\(path)` | \(values.rawValue) | \(kind.rawValue) | \(reason) |" }
}
