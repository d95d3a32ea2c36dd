// SPDX-License-Identifier: Apache-2.0

public import Conversation
public import WireFormats

/// What is told about a kept answer without showing it.
public struct CacheSummary: Sendable, Hashable {
    public var identity: Fingerprint
    /// When it was kept, in milliseconds of the clock that the cache counts by.
    public var storedAt: Int64
    /// The bytes that it is charged with.
    public var bytes: Int
    /// Where it is, and what is known of it there.
    public var place: Place

    public enum Place: Sendable, Hashable {
        case memory(provider: String, format: WireFormat, form: AnswerCodec.Form, size: Int)
        /// On disk, from an earlier run, and not asked for since.
        case disk
    }

    public init(identity: Fingerprint, storedAt: Int64, bytes: Int, place: Place) {
        self.identity = identity
        self.storedAt = storedAt
        self.bytes = bytes
        self.place = place
    }
}
