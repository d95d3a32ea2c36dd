// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp

/// `isartor cache semantic-report`: what the semantic cache served, would have served, and how wrong that was.
struct CacheSemanticReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "semantic-report",
        abstract: "Show what the semantic cache serves or would serve, and how much of it was wrong.",
        discussion: """
            One line for each class: a key and model, with and without turns before. Shares are of what was judged, with the \
            interval that they lie in at 95 %.
            """)

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Show the evidence at each threshold, too.")
    var evidence = false

    @Flag(help: "Print the gateway's JSON.")
    var json = false

    func run() async throws {
        let answer = try await gateway.ask("GET", "/api/admin/cache/semantic-report")
        if json { return Terminal.output.line(String(decoding: answer.body, as: UTF8.self)) }
        let report = SemanticStatsReport(
            stats: try GatewayOptions.decode(SemanticStats.self, answer), showsEvidence: evidence)
        for line in report.lines(on: .output) { Terminal.output.line(line) }
    }
}
