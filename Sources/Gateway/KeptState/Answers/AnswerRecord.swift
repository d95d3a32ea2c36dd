// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import NIOCore
public import Pipeline
public import WireFormats

/// A kept answer as it is written down: without the forms that can be made of it again.
public struct AnswerRecord: Sendable {
    public var identity: Fingerprint
    /// Milliseconds since 1970.
    public var storedAt: Int64
    public var provider: String
    public var format: WireFormat
    public var form: AnswerCodec.Form
    public var hasUsage: Bool
    public var tools: ToolNames
    /// The model that was asked for, and the one that answered.
    public var model: String
    public var answeredModel: String?
    /// What the provider billed, where it told.
    public var usage: Usage?
    public var body: ByteBuffer

    public init(
        identity: Fingerprint, storedAt: Int64, provider: String, format: WireFormat, form: AnswerCodec.Form,
        hasUsage: Bool, tools: ToolNames, model: String = "", answeredModel: String? = nil, usage: Usage? = nil,
        body: ByteBuffer
    ) {
        self.identity = identity
        self.storedAt = storedAt
        self.provider = provider
        self.format = format
        self.form = form
        self.hasUsage = hasUsage
        self.tools = tools
        self.model = model
        self.answeredModel = answeredModel
        self.usage = usage
        self.body = body
    }

    /// An entry of the cache, with the time of the calendar at which it was kept.
    public init(_ entry: CacheEntry<ByteBuffer>, identity: Fingerprint, storedAt: Int64) {
        self.init(
            identity: identity, storedAt: storedAt, provider: entry.provider, format: entry.original.format,
            form: entry.original.form, hasUsage: entry.hasUsage, tools: entry.tools, model: entry.model,
            answeredModel: entry.answeredModel, usage: entry.usage, body: entry.original.body)
    }

    /// The record as an entry of the cache.
    public func entry(storedAt: Int64) -> CacheEntry<ByteBuffer> {
        CacheEntry(
            provider: provider,
            original: .init(
                format: format, form: form, body: body, size: body.readableBytes, footprint: body.storageCapacity),
            hasUsage: hasUsage, tools: tools, model: model, answeredModel: answeredModel, usage: usage,
            storedAt: storedAt)
    }
}
