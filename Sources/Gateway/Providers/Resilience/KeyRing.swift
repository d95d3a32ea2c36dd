// SPDX-License-Identifier: Apache-2.0

/// The keys of one provider by their places, and which of them may be used when; the secrets are kept elsewhere.
///
/// Times are milliseconds of one monotonic clock.
public struct KeyRing: Sendable {
    /// How a key is chosen.
    public enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// The keys take turns.
        case roundRobin = "round_robin"
        /// The key of the lowest priority, and among equals the first, that may be used.
        case priority
    }

    /// What is known of a key.
    public struct Key: Sendable, Hashable {
        public var label: String
        /// Lower is used first, where the strategy looks at it.
        public var priority: Int

        public init(label: String, priority: Int) {
            self.label = label
            self.priority = priority
        }
    }

    private struct State {
        var requests = 0
        var rateLimits = 0
        var lastUsed: Int64?
        var restingUntil = Int64.min
        /// Whether the provider itself said until when.
        var endIsKnown = false
        var rejectedAt: Int64?
    }

    /// How long a rejected key is left out before it is tried once more.
    public let rejectedRest: Int64
    public let strategy: Strategy
    private let keys: [Key]
    private let order: [Int]
    private var states: [State]
    private var cursor = 0

    public init(keys: [Key], strategy: Strategy, rejectedRest: Int64 = 600_000) {
        self.keys = keys
        self.strategy = strategy
        self.rejectedRest = rejectedRest
        let places = Array(keys.indices)
        order = strategy == .roundRobin ? places : places.sorted { (keys[$0].priority, $0) < (keys[$1].priority, $1) }
        states = Array(repeating: State(), count: keys.count)
    }

    public var count: Int { keys.count }

    /// Takes the next key that may be used, and counts the use.
    ///
    /// - Parameters:
    ///   - preferred: the key to stay with if it may be used; with priorities these decide.
    ///   - avoided: keys that are not to be taken.
    public mutating func acquire(avoiding avoided: [Int] = [], preferring preferred: Int? = nil, now: Int64) -> Int? {
        if strategy == .roundRobin, let preferred, states.indices.contains(preferred),
            states[preferred].restingUntil <= now, !avoided.contains(preferred)
        {
            return use(preferred, now)
        }
        for step in 0..<order.count {
            var place = strategy == .roundRobin ? cursor + step : step
            if place >= order.count { place -= order.count }
            let index = order[place]
            guard states[index].restingUntil <= now, !avoided.contains(index) else { continue }
            if strategy == .roundRobin { cursor = place + 1 == order.count ? 0 : place + 1 }
            return use(index, now)
        }
        return nil
    }

    /// Takes the key that may be used soonest, for want of a better provider; never one of which the provider said
    /// until when it is not to be used.
    ///
    /// - Parameter evenIfKnown: also one of which the provider said until when it rests.
    public mutating func acquireAnyway(
        avoiding avoided: [Int] = [], preferring preferred: Int? = nil, evenIfKnown: Bool = false, now: Int64
    ) -> Int? {
        if let index = acquire(avoiding: avoided, preferring: preferred, now: now) { return index }
        var soonest: Int?
        for index in order where !avoided.contains(index) && (evenIfKnown || !states[index].endIsKnown) {
            if soonest.map({ states[index].restingUntil < states[$0].restingUntil }) ?? true { soonest = index }
        }
        return soonest.map { use($0, now) }
    }

    private mutating func use(_ index: Int, _ now: Int64) -> Int {
        states[index].requests += 1
        states[index].lastUsed = now
        states[index].endIsKnown = false
        // One request tries a rejected key; unless it succeeds, the next one does so only after another rest.
        if states[index].rejectedAt != nil { states[index].restingUntil = now + rejectedRest }
        return index
    }

    /// Lets a key rest after a rate limit.
    ///
    /// - Parameter isKnown: whether the provider itself said until when.
    public mutating func rest(_ index: Int, until: Int64, isKnown: Bool = false, now: Int64) {
        guard states.indices.contains(index) else { return }
        states[index].rateLimits += 1
        var end = until
        if states[index].restingUntil > now {
            // A rejected key stays out; and what the provider says outweighs what was assumed.
            guard states[index].rejectedAt == nil, isKnown || !states[index].endIsKnown else { return }
            if isKnown == states[index].endIsKnown { end = max(end, states[index].restingUntil) }
        }
        states[index].restingUntil = end
        states[index].endIsKnown = isKnown
    }

    /// Takes a key out that the provider rejected.
    public mutating func reject(_ index: Int, now: Int64) {
        guard states.indices.contains(index) else { return }
        states[index].rejectedAt = now
        states[index].restingUntil = max(states[index].restingUntil, now + rejectedRest)
        states[index].endIsKnown = false
    }

    /// Takes a rejected key back in, since a request that began at `began` went well with it.
    public mutating func accept(_ index: Int, began: Int64) {
        guard states.indices.contains(index), let rejectedAt = states[index].rejectedAt, began > rejectedAt else {
            return
        }
        states[index].rejectedAt = nil
        states[index].restingUntil = .min
    }

    /// Whether a key may be used that is not avoided.
    public func hasAvailable(avoiding avoided: [Int] = [], now: Int64) -> Bool {
        states.indices.contains { states[$0].restingUntil <= now && !avoided.contains($0) }
    }

    /// When a key may be used that is not avoided: `now` if one may already, nil if there is none.
    public func nextAvailable(avoiding avoided: [Int] = [], now: Int64) -> Int64? {
        var soonest: Int64?
        for index in states.indices where !avoided.contains(index) {
            soonest = min(soonest ?? .max, max(now, states[index].restingUntil))
        }
        return soonest
    }

    /// All keys as they stand.
    public func reports(now: Int64) -> [KeyReport] {
        zip(keys, states).map { key, state in
            KeyReport(
                label: key.label, priority: key.priority, requests: state.requests, rateLimits: state.rateLimits,
                lastUsedAge: state.lastUsed.map { now - $0 },
                restsFor: state.restingUntil > now ? state.restingUntil - now : nil,
                isRejected: state.rejectedAt != nil)
        }
    }
}
