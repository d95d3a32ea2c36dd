// SPDX-License-Identifier: Apache-2.0

/// What a client asks for, free of any wire format.
///
/// It is the normal form in which requests of all formats meet: no two turns that follow each other have the same
/// role, unless one of them carries fields of its own; tool results stand first in a user's turn. What the normal form
/// has no place for is kept as extra fields with raw JSON values, so that nothing is forgotten in an identity and
/// nothing is lost in silence by a translation.
public struct Conversation: Sendable, Hashable {
    /// The format that it was read from, which alone knows what its extra fields mean.
    public var origin: WireFormat
    /// The provider-visible name of the model; nil where the request names none.
    public var model: String?
    public var turns: [Turn]
    public var tools: [Tool]
    public var toolChoice: ToolChoice?
    /// Whether the model may call several tools at once; nil leaves it to the provider.
    public var allowsParallelCalls: Bool?
    public var options: GenerationOptions
    /// Fields of the request that only its format knows; a name is a path such as `text.verbosity`.
    public var extras: [ExtraField]

    public init(
        origin: WireFormat, model: String? = nil, turns: [Turn] = [], tools: [Tool] = [],
        toolChoice: ToolChoice? = nil, allowsParallelCalls: Bool? = nil,
        options: GenerationOptions = GenerationOptions(), extras: [ExtraField] = []
    ) {
        self.origin = origin
        self.model = model
        self.turns = turns
        self.tools = tools
        self.toolChoice = toolChoice
        self.allowsParallelCalls = allowsParallelCalls
        self.options = options
        self.extras = extras
    }
}
