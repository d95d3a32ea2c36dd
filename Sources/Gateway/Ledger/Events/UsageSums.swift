// SPDX-License-Identifier: Apache-2.0

/// Entries of the ledger, added up.
public struct UsageSums: Sendable, Hashable {
    /// Requests of clients.
    public var requests: Int64 = 0
    /// Those that were spared a call.
    public var deflected: Int64 = 0
    /// Those that ended with an error.
    public var errors: Int64 = 0
    /// Those whose client left first.
    public var abandoned: Int64 = 0
    /// Those that a client's library had sent before.
    public var clientRetries: Int64 = 0
    /// From heads to last bytes, in microseconds.
    public var duration: Int64 = 0
    /// Calls to providers.
    public var calls: Int64 = 0
    /// Calls beyond the first of a request.
    public var furtherCalls: Int64 = 0
    /// Calls some of whose counts are estimated.
    public var estimatedCalls: Int64 = 0
    /// Calls with counts whose cost is not known.
    public var unpricedCalls: Int64 = 0
    public var input: Int64 = 0
    public var output: Int64 = 0
    public var reasoning: Int64 = 0
    public var cachedRead: Int64 = 0
    public var cacheWrite5m: Int64 = 0
    public var cacheWrite1h: Int64 = 0
    /// What the calls cost, in nano-dollars.
    public var cost: Int64 = 0
    /// Prompt tokens of what was spared, and tokens of its answers.
    public var savedPrompt: Int64 = 0
    public var savedOutput: Int64 = 0
    /// What it would have cost, in nano-dollars.
    public var savedCost: Int64 = 0
    /// Spared calls with unknown counts or an unknown price.
    public var unpricedSavings: Int64 = 0

    public init() {}

    /// All sums in the order in which they are kept.
    public var values: [Int64] {
        [
            requests, deflected, errors, abandoned, clientRetries, duration, calls, furtherCalls, estimatedCalls,
            unpricedCalls, input, output, reasoning, cachedRead, cacheWrite5m, cacheWrite1h, cost, savedPrompt,
            savedOutput, savedCost, unpricedSavings,
        ]
    }

    /// The names of all sums, in the same order.
    public static let names = [
        "requests", "deflected", "errors", "abandoned", "client_retries", "duration", "calls", "further_calls",
        "estimated_calls", "unpriced_calls", "input", "output", "reasoning", "cached_read", "cache_write_5m",
        "cache_write_1h", "cost", "saved_prompt", "saved_output", "saved_cost", "unpriced_savings",
    ]

    /// Sums from values in that order; nil for another number of them.
    public init?(values: [Int64]) {
        guard values.count == Self.names.count else { return nil }
        requests = values[0]
        deflected = values[1]
        errors = values[2]
        abandoned = values[3]
        clientRetries = values[4]
        duration = values[5]
        calls = values[6]
        furtherCalls = values[7]
        estimatedCalls = values[8]
        unpricedCalls = values[9]
        input = values[10]
        output = values[11]
        reasoning = values[12]
        cachedRead = values[13]
        cacheWrite5m = values[14]
        cacheWrite1h = values[15]
        cost = values[16]
        savedPrompt = values[17]
        savedOutput = values[18]
        savedCost = values[19]
        unpricedSavings = values[20]
    }

    /// Takes in one entry and what it cost, or would have.
    public mutating func add(_ event: UsageEvent, cost money: Money?) {
        let counts = event.counts
        switch event.kind {
        case .request:
            requests += 1
            duration &+= event.duration
            if event.status == 499 { abandoned += 1 } else if event.status >= 400 { errors += 1 }
            if event.marks.contains(.clientRetry) { clientRetries += 1 }
            guard event.isDeflected else { return }
            deflected += 1
            savedPrompt &+= counts.prompt
            savedOutput &+= counts.output
            if let money { savedCost = Self.sum(savedCost, money.nanos) } else { unpricedSavings += 1 }
        case .call:
            calls += 1
            if event.part > 1 { furtherCalls += 1 }
            if event.marks.contains(.estimated) { estimatedCalls += 1 }
            input &+= counts.input
            output &+= counts.output
            reasoning &+= counts.reasoning
            cachedRead &+= counts.cachedRead
            cacheWrite5m &+= counts.cacheWrite5m
            cacheWrite1h &+= counts.cacheWrite1h
            if let money {
                cost = Self.sum(cost, money.nanos)
            } else if event.marks.contains(.counted) {
                unpricedCalls += 1
            }
        }
    }

    /// Takes in other sums.
    public mutating func add(_ other: UsageSums) {
        let sums = zip(values, other.values).map { Self.sum($0, $1) }
        self = UsageSums(values: sums) ?? self
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? .max : sum
    }

    /// All prompt tokens of the calls.
    public var prompt: Int64 { input &+ cachedRead &+ cacheWrite5m &+ cacheWrite1h }

    /// All tokens of the calls.
    public var tokens: Int64 { prompt &+ output }

    /// The share of prompt tokens that the provider read from its cache, of ten thousand; nil without any.
    public var cachedShare: Int64? { prompt > 0 ? cachedRead * 10_000 / prompt : nil }
}
