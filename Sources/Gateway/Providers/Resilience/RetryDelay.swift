// SPDX-License-Identifier: Apache-2.0

/// The pauses between attempts at one provider: each random between the shortest and three times the one before, so
/// that clients that failed together do not come back together.
public struct RetryDelay: Sendable {
    /// The shortest pause, in milliseconds.
    public let base: Int64
    /// The longest pause that is chosen here, in milliseconds.
    public let cap: Int64
    private var previous: Int64

    public init(base: Int64 = 250, cap: Int64 = 5000) {
        self.base = max(1, base)
        self.cap = max(self.base, cap)
        previous = self.base
    }

    /// The next pause in milliseconds: base…cap, or what the server wishes if that is longer.
    public mutating func next(wish: Int64? = nil, using random: inout some RandomNumberGenerator) -> Int64 {
        previous = min(cap, Int64.random(in: base...max(base, 3 * previous), using: &random))
        return max(previous, wish ?? 0)
    }
}
