// SPDX-License-Identifier: Apache-2.0

/// One piece of a turn.
public struct Part: Sendable, Hashable {
    /// What the piece is.
    public enum Content: Sendable, Hashable {
        case text(String)
        /// A picture, sound, document or film.
        case media(Media)
        case toolCall(ToolCall)
        case toolResult(ToolResult)
        case reasoning(Reasoning)
        /// What the model said when it refused.
        case refusal(String)
        /// A part that only its format knows: its type in that format's words, and all of it as raw JSON.
        case opaque(type: String, json: [UInt8])
    }

    public var content: Content
    /// Fields of the part that only its format knows, such as citations. Markers for prompt caches are not among them.
    public var extras: [ExtraField]

    public init(_ content: Content, extras: [ExtraField] = []) {
        self.content = content
        self.extras = extras
    }

    /// A part that is nothing but text.
    public static func text(_ text: String) -> Part { Part(.text(text)) }
}
