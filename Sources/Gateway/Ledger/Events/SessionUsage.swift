// SPDX-License-Identifier: Apache-2.0

/// What one session of a client's used at one provider.
public struct SessionUsage: Sendable, Hashable {
    /// The client's own name of it.
    public var name: String
    public var provider: String
    /// When its first and its last call ended, in milliseconds since 1970.
    public var first: Int64
    public var last: Int64
    public var calls: Int64
    public var input: Int64
    public var cachedRead: Int64
    public var cacheWrite: Int64
    public var cost: Money
    /// Prompts that were compared with an earlier turn, and those that differed, by who made the difference.
    public var compared: Int64 = 0
    public var clientBreaks: Int64 = 0
    public var gatewayBreaks: Int64 = 0

    public init(
        name: String, provider: String, first: Int64, last: Int64, calls: Int64, input: Int64, cachedRead: Int64,
        cacheWrite: Int64, cost: Money
    ) {
        self.name = name
        self.provider = provider
        self.first = first
        self.last = last
        self.calls = calls
        self.input = input
        self.cachedRead = cachedRead
        self.cacheWrite = cacheWrite
        self.cost = cost
    }

    /// The share of prompt tokens that the provider read from its cache, of ten thousand; nil without any.
    public var cachedShare: Int64? {
        let prompt = input &+ cachedRead &+ cacheWrite
        return prompt > 0 ? cachedRead * 10_000 / prompt : nil
    }
}
