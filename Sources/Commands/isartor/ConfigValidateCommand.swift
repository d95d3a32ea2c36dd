// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor config validate`: everything that is wrong with the configuration, at once.
struct ConfigValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Report everything that is wrong with the configuration.",
        discussion: "Exits with 1 when there are problems; warnings alone are no problem.")

    @OptionGroup var options: ConfigOptions

    func run() throws {
        let request = options.request
        let file = request.fileInForce.map(request.displayed) ?? "no file"
        let report = ConfigReport(file: file, outcome: Result { try Settings.load(request) })
        for line in report.lines(on: Terminal.output) { Terminal.output.line(line) }
        if !report.isValid { throw ExitCode(1) }
    }
}
