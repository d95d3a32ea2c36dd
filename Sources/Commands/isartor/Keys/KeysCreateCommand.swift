// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor keys create`: makes a key and shows it, once.
struct KeysCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key. It is shown now and never again.")

    @Argument(help: "Whom or what the key is for.")
    var name: String

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A model that it may use, or a beginning that ends in *. May come several times.", valueName: "model"))
    var model: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A route that it may use: chat, messages, responses, gemini, native, embeddings, completions. May come several times.",
            valueName: "route"))
    var route: [String] = []

    @Option(help: ArgumentHelp("What it may spend, in dollars.", valueName: "dollars"))
    var budget: Double?

    @Option(help: ArgumentHelp("What it may use, in tokens.", valueName: "tokens"))
    var tokenBudget: Int?

    @Option(help: "How often the budgets start anew, in UTC: total, daily, weekly or monthly.")
    var per = "total"

    @Option(help: ArgumentHelp("From when on it is refused: in 30s, 15m, 12h, 30d or 1mo.", valueName: "time"))
    var expires: String?

    @Option(help: "Requests that it may send in a minute.")
    var requestsPerMinute: Int?

    @Option(help: "Tokens that it may use in a minute.")
    var tokensPerMinute: Int?

    @Option(help: "Requests that it may have at a time.")
    var concurrent: Int?

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Print the gateway's JSON, the key in it.")
    var json = false

    func validate() throws {
        guard ["total", "daily", "weekly", "monthly"].contains(per) else {
            throw ValidationError("--per is total, daily, weekly or monthly")
        }
        guard (budget ?? 0) >= 0,
            [tokenBudget, requestsPerMinute, tokensPerMinute, concurrent].allSatisfy({ ($0 ?? 0) >= 0 })
        else { throw ValidationError("limits are at least 0") }
    }

    private struct Wish: Encodable {
        var keyAlias: String
        var models: [String]
        var allowedRoutes: [String]
        var maxBudget: Double?
        var tokenBudget: Int?
        var budgetDuration: String
        var duration: String?
        var rpmLimit: Int?
        var tpmLimit: Int?
        var maxParallelRequests: Int?
    }

    /// The request's body.
    var body: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys]
            return Array(
                try encoder.encode(
                    Wish(
                        keyAlias: name, models: model, allowedRoutes: route, maxBudget: budget,
                        tokenBudget: tokenBudget, budgetDuration: per, duration: expires, rpmLimit: requestsPerMinute,
                        tpmLimit: tokensPerMinute, maxParallelRequests: concurrent)))
        }
    }

    func run() async throws {
        let answer = try await gateway.ask("POST", "/key/generate", body: try body)
        try KeyPrinting.printNew(answer, asJSON: json)
    }
}
