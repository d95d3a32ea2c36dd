// SPDX-License-Identifier: Apache-2.0

/// The page `/debug/receipts/ID`, by its names in camel case.
struct ReceiptStats: Decodable, Sendable, Equatable {
    struct Tokens: Decodable, Sendable, Equatable {
        var input: Int
        var cachedRead: Int
        // Digits do not survive the conversion of names, so these two are named by hand.
        var cacheWrite5m: Int
        var cacheWrite1h: Int
        var output: Int
        var reasoning: Int

        private enum CodingKeys: String, CodingKey {
            case input, cachedRead, output, reasoning
            case cacheWrite5m = "cacheWrite5M"
            case cacheWrite1h = "cacheWrite1H"
        }
    }

    struct Call: Decodable, Sendable, Equatable {
        var provider: String
        var model: String
        var answeredModel: String?
        var status: Int
        var durationMs: Double
        var broken: Bool
        var billed: Bool
        var estimated: Bool
        var costUsd: Amount?
        var tokens: Tokens
        var prefixBreak: PrefixBreak?
    }

    /// Where a prompt differs from its session's earlier turns.
    struct PrefixBreak: Decodable, Sendable, Equatable {
        var changedBy: String
        var part: String
        var index: Int
        var role: String?
        var firstByte: Int
        var endByte: Int
        var bodyBytes: Int
    }

    var requestId: String
    var time: String
    var layer: String
    var deflected: Bool
    var status: Int
    var durationMs: Double
    var tool: String
    var provider: String
    var model: String
    var shared: Bool
    var stale: Bool
    var heldOut: Bool
    var estimated: Bool
    var counterfactualUsd: Amount?
    var actualUsd: Amount?
    var differenceUsd: Amount?
    var spared: Tokens?
    var calls: [Call]
}
