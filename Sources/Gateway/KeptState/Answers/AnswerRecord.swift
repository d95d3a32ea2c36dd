// SPDX-License-Identifier: Apache-2.0

public import Conversation
import GRDB
public import NIOCore
public import Pipeline
import Storage
public import WireFormats

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

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

    // MARK: Rows

    init?(_ row: Row) {
        let identity: Data = row["identity"]
        let tools: Data = row["tools"]
        let body: Data = row["body"]
        guard let identity = Fingerprint(bytes: Array(identity)), let format = WireFormat(rawValue: row["format"]),
            let form = Self.form(row["form"]), let tools = ToolNames(bytes: Array(tools))
        else { return nil }
        self.init(
            identity: identity, storedAt: row["stored_at"], provider: row["provider"], format: format, form: form,
            hasUsage: row["has_usage"], tools: tools, model: row["model"], answeredModel: row["answered_model"],
            usage: (row["usage"] as String?).flatMap { KeptUsage.usage($0) }, body: ByteBuffer(bytes: body))
    }

    private static let answerSQL = """
        INSERT INTO kept_answer
            (id, provider, format, form, has_usage, tools, model, answered_model, usage, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let shelfSQL = "INSERT INTO kept_shelf (id, stored_at, cost, identity) VALUES (?, ?, ?, ?)"
    static let selectSQL = """
        SELECT * FROM kept_shelf JOIN kept_answer ON kept_answer.id = kept_shelf.id WHERE kept_shelf.id = ?
        """

    /// Writes the record; values are bound in place, since a copy of each would take longer than the rest.
    func insert(_ number: Int64, cost: Int, into database: Database) throws {
        let statement = try database.cachedStatement(sql: Self.answerSQL)
        try body.withUnsafeReadableBytes { body in
            try tools.bytes.withUnsafeBytes { tools in
                let row = BoundRow(statement)
                row.bind(1, number)
                row.bind(2, provider)
                row.bind(3, Int64(format.rawValue))
                row.bind(4, Int64(Self.number(form)))
                row.bind(5, hasUsage ? 1 : 0)
                row.bind(6, tools)
                row.bind(7, model)
                row.bind(8, answeredModel)
                row.bind(9, usage.map { KeptUsage($0).text })
                row.bind(10, body)
                try row.run(database)
            }
        }
        let shelf = BoundRow(try database.cachedStatement(sql: Self.shelfSQL))
        try withUnsafeBytes(of: identity.words) { identity in
            shelf.bind(1, number)
            shelf.bind(2, storedAt)
            shelf.bind(3, Int64(cost))
            shelf.bind(4, identity)
            try shelf.run(database)
        }
    }

    /// Removes the record of that number.
    static func delete(_ number: Int64, in database: Database) throws {
        for sql in ["DELETE FROM kept_answer WHERE id = ?", "DELETE FROM kept_shelf WHERE id = ?"] {
            let row = BoundRow(try database.cachedStatement(sql: sql))
            row.bind(1, number)
            try row.run(database)
        }
    }

    static func number(_ form: AnswerCodec.Form) -> Int {
        switch form {
        case .json: 0
        case .stream(withUsage: false): 1
        case .stream(withUsage: true): 2
        case .array: 3
        }
    }

    static func form(_ number: Int) -> AnswerCodec.Form? {
        switch number {
        case 0: .json
        case 1: .stream(withUsage: false)
        case 2: .stream(withUsage: true)
        case 3: .array
        default: nil
        }
    }
}
