// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp
import Settings

/// `isartor check`: sees whether the configuration holds and the provider answers.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and ask the provider one small question.",
        discussion: "Exits with 0 when the provider answers or none is needed, with 1 when something must be mended.",
        aliases: ["ping", "connectivity-check"])

    @OptionGroup var options: ConfigOptions

    func run() async throws {
        let terminal = Terminal.output
        let loaded = try Settings.load(options.request)
        let settings = loaded.settings
        for warning in loaded.warnings { Terminal.notes.line("warning: \(warning)") }
        row(terminal, "Config", loaded.file ?? "defaults and environment")
        row(terminal, "Listen", "\(settings.server.address)")
        row(terminal, "Key", settings.authentication.isRequired ? "required" : "not required")
        row(terminal, "Provider", settings.provider.name.rawValue)
        row(terminal, "Model", settings.provider.model)
        row(terminal, "API key", settings.provider.apiKey?.masked ?? "(not configured)")
        let finding = await ProviderCheck.run(settings)
        row(terminal, "Endpoint", finding.endpoint)
        let time = finding.milliseconds.map { " in \($0) ms" } ?? ""
        switch finding.verdict {
        case .works: row(terminal, "Result", terminal.styled("OK", .green) + " — \(finding.summary)\(time)")
        case .skipped: row(terminal, "Result", terminal.styled("SKIPPED", .yellow) + " — \(finding.summary)")
        case .fails: row(terminal, "Result", terminal.styled("FAILED", .red) + " — \(finding.summary)\(time)")
        }
        if let remedy = finding.remedy { row(terminal, "To do", remedy) }
        if finding.verdict == .fails { throw ExitCode(1) }
    }

    private func row(_ terminal: Terminal, _ name: String, _ value: String) {
        terminal.line(terminal.styled(name + String(repeating: " ", count: max(1, 10 - name.count)), .dim) + value)
    }
}
