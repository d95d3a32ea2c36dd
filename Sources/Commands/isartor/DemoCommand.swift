// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import GatewayApp
import Logging
import Settings

/// `isartor demo`: shows the layers at work.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show the layers at work on a gateway of its own.",
        discussion: """
            Needs no key: without a configured provider the provider's part is simulated, and labelled so. \
            With one, a single short question is sent there and repeated.
            """)

    @OptionGroup var options: ConfigOptions

    func run() async throws {
        let loaded = try Settings.load(options.request)
        let sink = LogSink()
        let logger = Logger(label: "isartor.demo") { _ in GatewayLogHandler(sink: sink, level: .error, asJSON: false) }
        let terminal = Terminal.output
        terminal.line(terminal.styled("isartor demo", .bold))
        terminal.line("Starting a gateway on a free port and asking it over HTTP …")
        terminal.line()
        let outcome = try await Demo.run(loaded.settings, logger: logger)
        if outcome.isSimulated {
            terminal.line("No provider is configured, so the provider below is SIMULATED (it thinks for 400 ms).")
            terminal.line("The times of layer l1a are real: they are what a repeated request takes.")
        } else if let live = outcome.live {
            terminal.line(terminal.styled("The provider could not be shown: \(live).", .yellow))
        }
        terminal.line()
        table(outcome, terminal)
        terminal.line()
        terminal.line("\(outcome.deflected) of \(outcome.requests) requests never left the machine.")
        terminal.line()
        nextSteps(outcome, terminal)
        if outcome.deflected == 0 { throw ExitCode(1) }
    }

    private func table(_ outcome: Demo.Outcome, _ terminal: Terminal) {
        var table = TextTable(head: ["LAYER", "ANSWERED BY", "REQUEST", "COUNT", "P50", "MAX"])
        for row in outcome.rows {
            let simulated = row.layer == "l3" && outcome.isSimulated
            table.add([
                row.layer, row.layer == "l3" ? row.provider + (simulated ? " (simulated)" : "") : "exact cache",
                row.what, "\(row.milliseconds.count)", Self.time(row.percentile(0.5)),
                Self.time(row.milliseconds.last ?? 0),
            ])
        }
        for (place, line) in table.lines.enumerated() {
            terminal.line("  " + (place == 0 ? terminal.styled(line, .dim) : line))
        }
    }

    private func nextSteps(_ outcome: Demo.Outcome, _ terminal: Terminal) {
        terminal.line(terminal.styled("What to do next", .bold))
        if outcome.isSimulated {
            terminal.line("  isartor set-key --provider openai     give the gateway a provider's key")
        }
        terminal.line("  isartor up                            start the gateway on http://127.0.0.1:8080")
        terminal.line("  export OPENAI_BASE_URL=http://127.0.0.1:8080/v1")
        terminal.line("  export ANTHROPIC_BASE_URL=http://127.0.0.1:8080")
    }

    /// Milliseconds with as many digits as they deserve.
    private static func time(_ milliseconds: Double) -> String {
        if milliseconds >= 10 { return "\(Int(milliseconds.rounded())) ms" }
        let hundredths = Int((milliseconds * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) ms"
    }
}
