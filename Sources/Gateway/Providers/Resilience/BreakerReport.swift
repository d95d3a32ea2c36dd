// SPDX-License-Identifier: Apache-2.0

/// How the breaker of one model stands.
public struct BreakerReport: Sendable, Hashable {
    /// Nil for the one that all models beyond the first 64 share.
    public var model: String?
    public var state: Breaker.State
    /// For how many milliseconds requests are refused; nil if the next one is let through.
    public var refusesFor: Int64?
}
