// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor stats`: what a running gateway has answered, saved and spent.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Show what the running gateway has answered, saved and spent.",
        discussion: """
            Requests by layer and client, and the latest ones; with --by-tool a line for each tool, with --usage tokens, \
            money and savings by day, provider and model. Money is what providers billed by their own token counts; an \
            asterisk marks sums with estimated parts.
            """)

    @OptionGroup var gateway: GatewayOptions

    @Flag(help: "Show a line for each tool.")
    var byTool = false

    @Flag(help: "Show tokens, money and savings.")
    var usage = false

    @Option(help: ArgumentHelp("How far --usage looks back; usage_window_hours unless given.", valueName: "hours"))
    var usageHours: Int?

    @Option(help: ArgumentHelp("How many of the latest requests to show, 200 at most.", valueName: "count"))
    var recentLimit = 10

    @Flag(help: "Print the gateway's pages as one JSON object.")
    var json = false

    func validate() throws {
        guard (0...200).contains(recentLimit) else { throw ValidationError("--recent-limit takes 0 to 200.") }
        guard usageHours.map({ (1...876_000).contains($0) }) ?? true else {
            throw ValidationError("--usage-hours takes a whole number from 1 on.")
        }
    }

    func run() async throws {
        let usagePath = "/debug/usage" + (usageHours.map { "?hours=\($0)" } ?? "")
        // Each page adds up what is kept: asked for together, they take little more than the longest.
        async let promptsPage = gateway.get("/debug/stats/prompts?limit=\(recentLimit)")
        async let agentsPage = byTool ? gateway.get("/debug/stats/agents") : nil
        async let usagePage = usage ? gateway.get(usagePath) : nil
        let (prompts, agents, usageBody) = try await (promptsPage, agentsPage, usagePage)
        if json { return Terminal.output.line(Self.document(prompts, agents, usageBody)) }
        let report = StatsReport(
            prompts: try GatewayPage.read(PromptStats.self, prompts),
            agents: try agents.map { try GatewayPage.read(AgentStats.self, $0) },
            usage: try usageBody.map { try GatewayPage.read(UsageStats.self, $0) })
        for line in report.lines(on: .output) { Terminal.output.line(line) }
    }

    /// The gateway's own bytes in one object, so that nothing is lost.
    static func document(_ prompts: [UInt8], _ agents: [UInt8]?, _ usage: [UInt8]?) -> String {
        var text = #"{"prompts":"# + String(decoding: prompts, as: UTF8.self)
        if let agents { text += #","agents":"# + String(decoding: agents, as: UTF8.self) }
        if let usage { text += #","usage":"# + String(decoding: usage, as: UTF8.self) }
        return text + "}"
    }
}
