// SPDX-License-Identifier: Apache-2.0

/// The page `/debug/stats/agents`, by its names in camel case.
struct AgentStats: Decodable, Sendable, Equatable {
    struct Agent: Decodable, Sendable, Equatable {
        var requests: Int
        var cacheHits: Int
        var cacheMisses: Int
        var averageLatencyMs: Double
        var retryCount: Int
        var errorCount: Int
        var tokens: Int
        var costUsd: Amount
        var savedCostUsd: Amount
    }

    var agents: [String: Agent]
}
