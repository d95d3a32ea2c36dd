// SPDX-License-Identifier: Apache-2.0

/// What the layers really saved, by comparing requests that they could answer with a share that they could not.
///
/// No assumption about prices or repeats is in it: only what both arms cost, a request.
public struct HoldoutEffect: Sendable, Hashable {
    public var served: UsageSums
    public var held: UsageSums

    public init(served: UsageSums, held: UsageSums) {
        self.served = served
        self.held = held
    }

    /// What a request of an arm cost on average; nil without requests.
    public static func costPerRequest(_ sums: UsageSums) -> Money? {
        sums.requests > 0 ? Money(nanos: sums.cost / sums.requests) : nil
    }

    /// What the served requests would have cost at the held-out arm's average, less what they did; nil without an arm.
    public var saved: Money? {
        guard held.requests > 0, served.requests > 0 else { return nil }
        let expected = Int128(held.cost) * Int128(served.requests) / Int128(held.requests)
        return Money(nanos: Int64(clamping: expected - Int128(served.cost)))
    }
}
