// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// One entry of the ledger: a client's request that has been answered, or a call to a provider that has ended.
///
/// A request that a provider answered is two entries, which share the request's id: the request, which tells who asked
/// and how it went, and the call, which tells what it cost. A request that was spared the provider is one entry, with the
/// tokens that the provider would have billed. A question that took several attempts has a call for each that may cost.
public struct UsageEvent: Sendable, Hashable {
    /// What an entry stands for.
    public enum Kind: UInt8, Sendable, Hashable { case request, call }

    /// What is true of a request or a call, a bit each.
    public struct Marks: OptionSet, Sendable, Hashable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The provider did not tell all counts: some are our estimate.
        public static let estimated = Marks(rawValue: 1)
        /// The request listened along while the same was answered for another.
        public static let shared = Marks(rawValue: 2)
        /// The answer was past its time.
        public static let stale = Marks(rawValue: 4)
        /// The request belongs to the share that no layer may answer.
        public static let holdout = Marks(rawValue: 8)
        /// A client's library asked again what it had asked before.
        public static let clientRetry = Marks(rawValue: 16)
        /// The answer was a stream.
        public static let streamed = Marks(rawValue: 32)
        /// The answer did not come to its end: it failed, or nobody waited for it.
        public static let broken = Marks(rawValue: 64)
        /// Counts of tokens belong to it.
        public static let counted = Marks(rawValue: 128)
        /// The call was made for the cache alone.
        public static let background = Marks(rawValue: 256)
        /// Token counts were asked for on the provider's side, and taken out of the answer, without the client's asking.
        public static let askedUsage = Marks(rawValue: 512)
    }

    public var kind: Kind
    /// When it ended, in milliseconds since 1970.
    public var time: Int64
    /// The request's id, as its client was told.
    public var requestID: String
    /// Tells the calls of a request apart; zero for the request itself.
    public var part = 0
    /// The layer that answered.
    public var layer: Layer
    /// The status that the client got, 499 if it left first; for calls the provider's, zero if there was none.
    public var status: Int
    public var surface: Surface
    public var marks: Marks = []
    /// The client's tool, by its `User-Agent`.
    public var tool: String
    /// The provider that answered, or whose kept answer was served; empty if none did.
    public var provider = ""
    /// The model that was asked for.
    public var model = ""
    /// The model that answered, in the provider's words.
    public var answeredModel: String?
    public var principal: Principal
    /// The client's own name of the session.
    public var session: String?
    /// The label of the key that the provider was asked with.
    public var key: String?
    /// What was billed; for requests what would have been.
    public var counts = TokenCounts()
    /// From the request's head to the answer's last byte, in microseconds.
    public var duration: Int64 = 0
    /// The beginning of the request's identity: equal for equal requests.
    public var identity: UInt64 = 0

    public init(
        _ kind: Kind, time: Int64, requestID: String, layer: Layer, status: Int, surface: Surface, tool: String,
        principal: Principal
    ) {
        self.kind = kind
        self.time = time
        self.requestID = requestID
        self.layer = layer
        self.status = status
        self.surface = surface
        self.tool = tool
        self.principal = principal
    }

    /// Whether the request was answered without a call of its own.
    public var isDeflected: Bool {
        kind == .request && status < 400 && (layer.deflects || marks.contains(.shared))
    }

    /// The memory that it takes while it waits to be written, in bytes, roughly.
    public var footprint: Int { MemoryLayout<UsageEvent>.stride + 64 }
}
