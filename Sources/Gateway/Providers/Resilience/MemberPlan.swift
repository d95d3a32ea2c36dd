// SPDX-License-Identifier: Apache-2.0

/// What is configured of one provider in a chain.
public struct MemberPlan: Sendable, Hashable {
    public var id: String
    /// Without any, requests go out without a key of the ring.
    public var keys: [KeyRing.Key]
    public var strategy: KeyRing.Strategy
    /// How long a key rests after a rate limit of which the provider does not say the end, in milliseconds.
    public var cooldown: Int64
    /// Requests at a time, whatever the provider bears.
    public var maxConcurrent: Int

    public init(
        id: String, keys: [KeyRing.Key] = [], strategy: KeyRing.Strategy = .roundRobin, cooldown: Int64 = 60_000,
        maxConcurrent: Int = 1024
    ) {
        self.id = id
        self.keys = keys
        self.strategy = strategy
        self.cooldown = cooldown
        self.maxConcurrent = maxConcurrent
    }
}
