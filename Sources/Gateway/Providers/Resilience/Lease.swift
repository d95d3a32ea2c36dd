// SPDX-License-Identifier: Apache-2.0

/// The right to ask a provider once; to be settled once, whatever becomes of the request.
public struct Lease: Sendable {
    public let member: Int
    /// The place of the key in the provider's ring; nil if none of it is to be used.
    public let key: Int?
    public let model: String
    /// Whether the breaker waits for how it ends.
    public let isProbe: Bool
    /// When it was given, in milliseconds.
    public let began: Int64
    let breaker: Int
}
