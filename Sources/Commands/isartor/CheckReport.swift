// SPDX-License-Identifier: Apache-2.0

import GatewayApp
import Settings

/// What `check` tells a person about the providers.
struct CheckReport {
    /// A line of a name and a value.
    func row(_ terminal: Terminal, _ name: String, _ value: String) {
        terminal.line(terminal.styled(name + String(repeating: " ", count: max(1, 10 - name.count)), .dim) + value)
    }

    /// The lines about one member of the chain, an empty one before them.
    func print(_ member: CheckedProvider, to terminal: Terminal) {
        let provider = member.provider
        terminal.line()
        row(terminal, provider.isPrimary ? "Provider" : "Fallback", terminal.styled("\(provider.name)", .bold))
        row(terminal, "Model", provider.model + (provider.azureDeployment.map { ", deployment \($0)" } ?? ""))
        row(terminal, "Endpoint", member.endpoint)
        if provider.keys.count > 1 {
            let way = provider.rotation == .priority ? "by priority" : "in turn"
            row(terminal, "Keys", "\(provider.keys.count), used \(way)")
        }
        for finding in member.findings {
            row(terminal, "API key", Self.key(finding, of: provider))
            print(finding, to: terminal)
        }
    }

    /// The lines about the embedding server, an empty one before them.
    func print(_ check: EmbeddingCheck, _ settings: EmbeddingSettings, to terminal: Terminal) {
        terminal.line()
        row(terminal, "Embedding", terminal.styled("server", .bold) + " (\(settings.format.rawValue))")
        row(terminal, "Model", "\(settings.model), \(settings.dimension) values")
        row(terminal, "Endpoint", check.endpoint)
        row(terminal, "API key", settings.apiKey?.masked ?? "(none)")
        print(check.finding, to: terminal)
    }

    private func print(_ finding: CheckFinding, to terminal: Terminal) {
        let time = finding.milliseconds.map { " in \($0) ms" } ?? ""
        row(terminal, "Result", Self.verdict(finding, on: terminal) + " — \(finding.summary)\(time)")
        if let remedy = finding.remedy { row(terminal, "To do", remedy) }
    }

    /// A key as it may be shown, with its name.
    static func key(_ finding: CheckFinding, of provider: ChainedProvider) -> String {
        guard let key = finding.key else {
            if !provider.keys.isEmpty { return "\(provider.keys.count) configured" }
            return provider.needsKey ? "(not configured)" : "(not required)"
        }
        return key.label.isEmpty ? key.key.masked : "\(key.key.masked) (\(key.label))"
    }

    private static func verdict(_ finding: CheckFinding, on terminal: Terminal) -> String {
        switch finding.verdict {
        case .works: terminal.styled("OK", .green)
        case .skipped: terminal.styled("SKIPPED", .yellow)
        case .fails: terminal.styled("FAILED", .red)
        }
    }
}
