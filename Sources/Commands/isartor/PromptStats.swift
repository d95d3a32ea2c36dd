// SPDX-License-Identifier: Apache-2.0

/// The page `/debug/stats/prompts`, by its names in camel case.
struct PromptStats: Decodable, Sendable, Equatable {
    struct Recent: Decodable, Sendable, Equatable {
        var timestamp: String
        var requestId: String
        var client: String
        var finalLayer: String
        var deflected: Bool
        var latencyMs: Double
        var statusCode: Int
        var tool: String
        var model: String?
    }

    var totalPrompts: Int
    var totalDeflectedPrompts: Int
    var byLayer: [String: Int]
    var byClient: [String: Int]
    var byTool: [String: Int]
    var recent: [Recent]
}
