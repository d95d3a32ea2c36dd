// SPDX-License-Identifier: Apache-2.0

/// The counts of one event loop; those of all loops are summed when somebody asks.
///
/// A plain value without locks or atomics: counting costs a few nanoseconds.
public struct Metrics: Sendable {
    /// Outcomes of a cache look-up.
    public enum CacheOutcome: UInt8, Sendable, CaseIterable { case hit, miss }

    /// Finished requests by their labels; where each label's histogram stands, and the label of the request before.
    private var histograms: ContiguousArray<DurationHistogram> = []
    private var places: [RequestLabels: Int] = [:]
    private var latest: (labels: RequestLabels, place: Int)?
    /// A place for each layer, and for each tool and outcome.
    private var layerTimes = ContiguousArray(
        repeating: DurationHistogram(), count: RequestLabels.AnsweredBy.allCases.count)
    private let toolCount = ClientTool.allCases.count
    private var lookups = ContiguousArray<UInt64>(
        repeating: 0, count: CacheOutcome.allCases.count * ClientTool.allCases.count)
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
        histograms[place(labels)].record(nanoseconds)
    }

    public mutating func layerTook(_ layer: RequestLabels.AnsweredBy, nanoseconds: Int64) {
        layerTimes[Int(layer.rawValue)].record(nanoseconds)
    }

    public mutating func lookedUp(_ outcome: CacheOutcome, tool: ClientTool) {
        lookups[place(outcome, tool)] &+= 1
    }

    private mutating func place(_ labels: RequestLabels) -> Int {
        // Most requests are counted under the labels of the one before.
        if let latest, latest.labels == labels { return latest.place }
        let place = places[labels] ?? histograms.count
        if place == histograms.count {
            histograms.append(DurationHistogram())
            places[labels] = place
        }
        latest = (labels, place)
        return place
    }

    private func place(_ outcome: CacheOutcome, _ tool: ClientTool) -> Int {
        Int(outcome.rawValue) * toolCount + Int(tool.rawValue)
    }

    // MARK: Reading

    /// Finished requests.
    public var requests: [RequestLabels: DurationHistogram] { places.mapValues { histograms[$0] } }

    /// How long layers took, those that were asked.
    public var layers: [RequestLabels.AnsweredBy: DurationHistogram] {
        let all = RequestLabels.AnsweredBy.allCases.map { ($0, layerTimes[Int($0.rawValue)]) }
        return Dictionary(uniqueKeysWithValues: all.filter { $0.1.total > 0 })
    }

    /// Look-ups by outcome and tool, those that there were.
    public var cacheEvents: [CacheOutcome: [ClientTool: UInt64]] {
        var events: [CacheOutcome: [ClientTool: UInt64]] = [:]
        for outcome in CacheOutcome.allCases {
            for tool in ClientTool.allCases where lookups[place(outcome, tool)] > 0 {
                events[outcome, default: [:]][tool] = lookups[place(outcome, tool)]
            }
        }
        return events
    }

    /// Counts a failure by its stable word.
    public mutating func failed(_ word: String) { errors[word, default: 0] &+= 1 }

    /// Counts a request that took more than one attempt.
    public mutating func retried(attempts: Int, succeeded: Bool) {
        retries[RetryLabels(attempts: min(attempts, 16), succeeded: succeeded), default: 0] &+= 1
    }

    /// Adds another loop's counts to these.
    public mutating func add(_ other: Metrics) {
        for (labels, place) in other.places { histograms[self.place(labels)].add(other.histograms[place]) }
        for place in layerTimes.indices { layerTimes[place].add(other.layerTimes[place]) }
        for place in lookups.indices { lookups[place] &+= other.lookups[place] }
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
