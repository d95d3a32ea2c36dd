// SPDX-License-Identifier: Apache-2.0

/// The counts of one event loop; those of all loops are summed when somebody asks.
///
/// A plain value without locks or atomics: counting costs a few nanoseconds.
public struct Metrics: Sendable {
    /// Outcomes of a cache look-up.
    public enum CacheOutcome: UInt8, Sendable, CaseIterable { case hit, miss }

    public private(set) var requests: [RequestLabels: DurationHistogram] = [:]
    public private(set) var layers: [RequestLabels.AnsweredBy: DurationHistogram] = [:]
    public private(set) var cacheEvents: [CacheOutcome: [ClientTool: UInt64]] = [:]
    public private(set) var errors: [String: UInt64] = [:]
    public private(set) var retries: [RetryLabels: UInt64] = [:]
    /// Requests that wait for their answer now.
    public var inFlight = 0
    /// Client connections that are open now.
    public var connections = 0
    /// Upstream connections that are open now.
    public var upstreamConnections = 0
    /// Requests that listened along while the same was answered for another.
    public var shared: UInt64 = 0
    /// Requests that a client's library sent again.
    public var clientRetries: UInt64 = 0
    /// Answers that clients left before they ended.
    public var abandoned: UInt64 = 0

    public init() {}

    public mutating func finished(_ labels: RequestLabels, nanoseconds: Int64) {
        requests[labels, default: DurationHistogram()].record(nanoseconds)
    }

    public mutating func layerTook(_ layer: RequestLabels.AnsweredBy, nanoseconds: Int64) {
        layers[layer, default: DurationHistogram()].record(nanoseconds)
    }

    public mutating func lookedUp(_ outcome: CacheOutcome, tool: ClientTool) {
        cacheEvents[outcome, default: [:]][tool, default: 0] &+= 1
    }

    /// Counts a failure by its stable word.
    public mutating func failed(_ word: String) { errors[word, default: 0] &+= 1 }

    /// Counts a request that took more than one attempt.
    public mutating func retried(attempts: Int, succeeded: Bool) {
        retries[RetryLabels(attempts: min(attempts, 16), succeeded: succeeded), default: 0] &+= 1
    }

    /// Adds another loop's counts to these.
    public mutating func add(_ other: Metrics) {
        for (labels, histogram) in other.requests { requests[labels, default: DurationHistogram()].add(histogram) }
        for (layer, histogram) in other.layers { layers[layer, default: DurationHistogram()].add(histogram) }
        for (outcome, tools) in other.cacheEvents {
            for (tool, count) in tools { cacheEvents[outcome, default: [:]][tool, default: 0] &+= count }
        }
        for (word, count) in other.errors { errors[word, default: 0] &+= count }
        for (labels, count) in other.retries { retries[labels, default: 0] &+= count }
        inFlight += other.inFlight
        connections += other.connections
        upstreamConnections += other.upstreamConnections
        abandoned &+= other.abandoned
        shared &+= other.shared
        clientRetries &+= other.clientRetries
    }
}
