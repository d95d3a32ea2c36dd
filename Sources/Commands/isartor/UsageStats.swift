// SPDX-License-Identifier: Apache-2.0

/// The page `/debug/usage`, by its names in camel case.
struct UsageStats: Decodable, Sendable, Equatable {
    struct Entry: Decodable, Sendable, Equatable {
        var day: String
        var provider: String
        var model: String
        var promptTokens: Int
        var completionTokens: Int
        var cachedReadTokens: Int
        var requestsTotal: Int
        var deflectedTotal: Int
        var estimatedCostUsd: Amount
        var estimatedSavedCostUsd: Amount
        var estimatedCalls: Int
        var unpricedCalls: Int
    }

    struct Session: Decodable, Sendable, Equatable {
        var session: String
        var provider: String
        var calls: Int
        var promptTokens: Int
        var cachedShare: Double?
        var costUsd: Amount
        var comparedPrompts: Int
        var clientBreaks: Int
        var gatewayBreaks: Int
    }

    /// Prompts that differed from their sessions' earlier turns, by who made the difference.
    struct Breaks: Decodable, Sendable, Equatable {
        var client: Int
        var gateway: Int
    }

    struct Holdout: Decodable, Sendable, Equatable {
        struct Arm: Decodable, Sendable, Equatable {
            var requests: Int
            var deflected: Int
            var costUsd: Amount
            var costPerRequestUsd: Amount?
        }

        var served: Arm
        var heldOut: Arm
        var measuredSavedCostUsd: Amount?
    }

    var windowHours: Int
    var totalRequests: Int
    var totalDeflectedRequests: Int
    var totalPromptTokens: Int
    var totalCompletionTokens: Int
    var cachedReadTokens: Int
    var estimatedCostUsd: Amount
    var estimatedSavedCostUsd: Amount
    var estimatedCalls: Int
    var unpricedCalls: Int
    var unpricedSavings: Int
    var entries: [Entry]
    var prefixBreaks: Breaks
    var sessions: [Session]
    var holdout: Holdout?
}
