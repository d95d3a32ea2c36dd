// SPDX-License-Identifier: Apache-2.0

/// How one key of a provider stands; holds nothing secret.
public struct KeyReport: Sendable, Hashable {
    public var label: String
    public var priority: Int
    public var requests: Int
    public var rateLimits: Int
    /// Milliseconds since the last use; nil if there was none.
    public var lastUsedAge: Int64?
    /// Milliseconds until it may be used again; nil if it may be used now.
    public var restsFor: Int64?
    /// Whether the provider rejected it, and has not accepted it since.
    public var isRejected: Bool
}
