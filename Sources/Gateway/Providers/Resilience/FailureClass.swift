// SPDX-License-Identifier: Apache-2.0

/// What kind of failure a provider's answer, or its absence, is; what to do next is decided by this alone.
public enum FailureClass: String, Sendable, Hashable, CaseIterable {
    /// Nothing was sent: no connection came about.
    case unreachable
    /// No answer, or no more of it, within the time that it was given.
    case timeout
    /// Too many requests or tokens; passes by itself.
    case rateLimited = "rate_limited"
    /// The account has used up what it has paid for.
    case quotaExhausted = "quota_exhausted"
    case overloaded
    case serverError = "server_error"
    /// The key is wrong, revoked or expired.
    case keyRejected = "key_rejected"
    /// The key is good, but not for this.
    case forbidden
    case modelMissing = "model_missing"
    /// The request itself is at fault; every provider would say so.
    case requestRefused = "request_refused"
    /// What came is no answer.
    case malformed
    /// The answer ended before it was complete.
    case cut

    /// Whether the provider is to blame, so that its breaker counts it.
    public var countsAgainstProvider: Bool {
        switch self {
        case .unreachable, .timeout, .overloaded, .serverError, .malformed, .cut: true
        case .rateLimited, .quotaExhausted, .keyRejected, .forbidden, .modelMissing, .requestRefused: false
        }
    }

    /// Whether another provider may do better.
    public var mayHelpElsewhere: Bool { self != .requestRefused }

    /// Whether it says that fewer requests at a time would be better.
    public var asksForLess: Bool { self == .rateLimited || self == .overloaded || self == .timeout }
}
