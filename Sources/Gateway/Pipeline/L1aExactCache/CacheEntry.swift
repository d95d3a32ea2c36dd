// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// One kept answer: the provider's own bytes, and other forms of it once somebody asked for them.
///
/// `Body` is whatever holds bytes where answers are sent; the cache never looks inside. An entry never changes; a class,
/// since one is handed out for every hit, and copies of its many fields would count references to each.
public final class CacheEntry<Body: Sendable>: Sendable {
    /// An entry's answer in one format and form.
    public struct Rendition: Sendable {
        public let format: WireFormat
        public let form: AnswerCodec.Form
        public let body: Body
        /// The size of the answer in bytes.
        public let size: Int
        /// The memory that `body` holds in bytes: what the budget is charged with.
        public let footprint: Int

        /// - Parameter footprint: the memory behind `body` where it is more than the answer's size.
        @inlinable
        public init(format: WireFormat, form: AnswerCodec.Form, body: Body, size: Int, footprint: Int? = nil) {
            self.format = format
            self.form = form
            self.body = body
            self.size = size
            self.footprint = max(size, footprint ?? size)
        }
    }

    /// The lower-case name of the provider that made the answer.
    public let provider: String
    /// The answer as the provider sent it.
    public let original: Rendition
    /// Whether the original holds the provider's token counts.
    public let hasUsage: Bool
    /// What the client's tools are called in the original.
    public let tools: ToolNames
    /// The model that was asked for.
    public let model: String
    /// The model that answered, in the provider's words.
    public let answeredModel: String?
    /// What the provider billed, where it told.
    public let usage: Usage?
    /// When the answer was kept, in milliseconds of the clock that the caller counts by.
    public let storedAt: Int64
    /// The answer in other forms.
    public let others: [Rendition]
    /// The bytes that the entry is charged with.
    public let cost: Int

    @inlinable
    public init(
        provider: String, original: Rendition, hasUsage: Bool, tools: ToolNames = ToolNames(), model: String = "",
        answeredModel: String? = nil, usage: Usage? = nil, storedAt: Int64, others: [Rendition] = []
    ) {
        self.provider = provider
        self.model = model
        self.answeredModel = answeredModel
        self.usage = usage
        self.original = original
        self.hasUsage = hasUsage
        self.tools = tools
        self.storedAt = storedAt
        self.others = others
        cost = others.reduce(Self.overhead + original.footprint) { $0 + $1.footprint + 64 }
    }

    /// The entry with the answer in one more form.
    @inlinable
    func adding(_ rendition: Rendition) -> CacheEntry {
        CacheEntry(
            provider: provider, original: original, hasUsage: hasUsage, tools: tools, model: model,
            answeredModel: answeredModel, usage: usage, storedAt: storedAt, others: others + [rendition])
    }

    /// What an entry costs beside the bytes of its bodies: keys, links, dictionary slots.
    @inlinable
    static var overhead: Int { 480 }

    /// The answer in `format` and `form` if it is at hand.
    @inlinable
    public func rendition(_ format: WireFormat, _ form: AnswerCodec.Form) -> Rendition? {
        if original.format == format, original.form == form, tools.isPlain { return original }
        return others.first { $0.format == format && $0.form == form }
    }
}
