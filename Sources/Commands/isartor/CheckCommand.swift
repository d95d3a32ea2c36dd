// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp
import Settings

/// `isartor check`: sees whether the configuration holds and the providers answer.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and ask every provider one small question.",
        discussion: """
            Each provider of the chain is asked in its own dialect, with each of its keys. \
            Exits with 0 when all that were asked answer, with 1 when something must be mended.
            """,
        aliases: ["ping", "connectivity-check"])

    @OptionGroup var options: ConfigOptions

    func run() async throws {
        let terminal = Terminal.output
        let loaded = try Settings.load(options.request)
        let settings = loaded.settings
        for warning in loaded.warnings { Terminal.notes.line("warning: \(warning)") }
        let report = CheckReport()
        report.row(terminal, "Config", loaded.file ?? "defaults and environment")
        report.row(terminal, "Listen", "\(settings.server.address)")
        report.row(terminal, "Key", settings.authentication.isRequired ? "required" : "not required")
        let checked = await ProviderCheck.run(settings)
        for member in checked { report.print(member, to: terminal) }
        let embedding = await EmbeddingCheck.run(settings)
        if let embedding { report.print(embedding, settings.embedding, to: terminal) }
        if checked.contains(where: \.fails) || embedding?.finding.verdict == .fails { throw ExitCode(1) }
    }
}
