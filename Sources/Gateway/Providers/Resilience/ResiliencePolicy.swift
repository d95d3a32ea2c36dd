// SPDX-License-Identifier: Apache-2.0

/// The bounds that all providers share. Times are milliseconds.
public struct ResiliencePolicy: Sendable, Hashable {
    public var breaker: Breaker.Limits
    /// Requests that wait for one provider.
    public var waiting: Int
    /// How long a rejected key is left out before it is tried once more.
    public var rejectedRest: Int64
    /// How long a key whose account is empty rests at least.
    public var quotaRest: Int64
    /// Sessions whose provider is remembered.
    public var sessions: Int
    /// How long after its last use a session's provider is forgotten.
    public var sessionLifetime: Int64

    public init(
        breaker: Breaker.Limits = Breaker.Limits(), waiting: Int = 256, rejectedRest: Int64 = 600_000,
        quotaRest: Int64 = 600_000, sessions: Int = 4096, sessionLifetime: Int64 = 300_000
    ) {
        self.breaker = breaker
        self.waiting = waiting
        self.rejectedRest = rejectedRest
        self.quotaRest = quotaRest
        self.sessions = sessions
        self.sessionLifetime = sessionLifetime
    }
}
