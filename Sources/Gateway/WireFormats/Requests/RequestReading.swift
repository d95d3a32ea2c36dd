// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What the gateway needs to know of a request body; the body itself stays as it is.
public struct RequestReading: Sendable {
    /// Whether an answer to this request may be kept, and if not, why.
    public enum Caching: Sendable, Hashable {
        case allowed
        /// The answer depends on state that the provider keeps.
        case providerState
        /// A session id is blank, too long or no string.
        case unusableSession
        /// The body is not of the format's shape; the provider decides what it means.
        case unknownShape
    }

    /// The model's name as the client wrote it.
    public internal(set) var model: String?
    /// The bytes of the model's JSON string, quotes included.
    public internal(set) var modelRange: Range<Int>?
    /// The model's name after aliases: what the provider will see.
    public internal(set) var resolvedModel: String?
    /// Whether the client asked for a stream.
    public internal(set) var streams = false
    /// Whether the client asked for token counts at the end of a stream.
    public internal(set) var wantsStreamUsage = false
    /// Where the client's `stream_options` could be made to ask for them; nil where there are none.
    public internal(set) var streamOptions: StreamOptionsPlace?
    public internal(set) var caching = Caching.allowed
    /// The field that names state at the provider, where `caching` says that there is one.
    public internal(set) var stateField: String?
    /// What is asked, free of the format; nil where the body is not of the format's shape.
    public var conversation: Conversation? { _read { yield asked.conversation } }
    /// One reference, since readings are handed on and conversations are large.
    private var asked = AskedConversation(nil)
    /// Fields that are about who asks, billing or caching, in the client's spelling: they are not in the conversation.
    public internal(set) var ignored: [String] = []
    /// What stands before the conversation in the canonical text.
    var scope = IdentityScope()
    /// Why there is no conversation.
    public internal(set) var problem: TranslationProblem?
    /// The bytes of the native surface's prompt, quotes included.
    public internal(set) var promptRange: Range<Int>?

    init() {}

    /// Takes what is asked.
    mutating func take(_ conversation: consuming Conversation) { asked = AskedConversation(conversation) }
}
