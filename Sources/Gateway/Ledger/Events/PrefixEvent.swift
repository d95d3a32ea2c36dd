// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// How a call's prompt stands to the earlier turns of its session: an entry of the ledger beside the call's own.
public struct PrefixEvent: Sendable, Hashable {
    /// When the provider was asked, in milliseconds since 1970.
    public var time: Int64
    /// The request's id, as its client was told.
    public var requestID: String
    /// Tells the calls of a request apart.
    public var part: Int
    /// The client's own name of the session.
    public var session: String
    public var principal: Principal
    public var provider: String
    /// Where the prompt differs; nil if it goes on where an earlier turn ended.
    public var prefixBreak: PrefixBreak?

    public init(
        time: Int64, requestID: String, part: Int, session: String, principal: Principal, provider: String,
        prefixBreak: PrefixBreak? = nil
    ) {
        self.time = time
        self.requestID = requestID
        self.part = part
        self.session = session
        self.principal = principal
        self.provider = provider
        self.prefixBreak = prefixBreak
    }

    /// The memory that it takes while it waits to be written, in bytes, roughly.
    public var footprint: Int { MemoryLayout<PrefixEvent>.stride + requestID.utf8.count + session.utf8.count + 64 }
}
