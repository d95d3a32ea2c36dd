// SPDX-License-Identifier: Apache-2.0

/// A complete answer of a model, free of any wire format.
///
/// Everything that a format has and others have not is kept as extra fields with raw JSON values, so that rendering
/// in the format of origin loses nothing.
public struct Answer: Sendable, Hashable {
    /// A field that only the format of origin knows: its name and its raw JSON value.
    public struct Extra: Sendable, Hashable {
        public var name: String
        public var json: [UInt8]

        public init(name: String, json: [UInt8]) {
            self.name = name
            self.json = json
        }
    }

    /// The format that the answer was read from.
    public var origin: WireFormat
    /// The provider's id of the answer.
    public var id: String
    /// The model that answered, in the provider's words.
    public var model: String
    /// When the answer was made, in seconds since 1970; only some formats say.
    public var created: Int?
    /// The alternatives, one for most requests.
    public var choices: [Choice]
    /// The provider's own token counts, when they were told.
    public var usage: Usage?
    /// The provider's usage object as it came, for rendering in the format of origin.
    public var rawUsage: [UInt8]?
    /// Top-level fields that only the format of origin knows.
    public var extras: [Extra]

    public init(
        origin: WireFormat, id: String, model: String, created: Int? = nil, choices: [Choice], usage: Usage? = nil,
        rawUsage: [UInt8]? = nil, extras: [Extra] = []
    ) {
        self.origin = origin
        self.id = id
        self.model = model
        self.created = created
        self.choices = choices
        self.usage = usage
        self.rawUsage = rawUsage
        self.extras = extras
    }

    /// The text of the first choice, its pieces joined.
    public var text: String {
        var text = ""
        for case .text(let piece) in choices.first?.parts ?? [] { text += piece }
        return text
    }
}
