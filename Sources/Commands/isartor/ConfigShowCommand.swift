// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor config show`: every value in force and where it comes from, credentials masked.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print every value in force and where it comes from; credentials are masked.")

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    func run() throws {
        let request = options.request
        let loaded = try Settings.load(request)
        let listing = ConfigListing(loaded, file: loaded.file.map(request.displayed))
        if json {
            try Terminal.output.line(listing.json())
            return
        }
        let output = Terminal.output
        output.line("File: \(listing.file ?? "none; defaults and environment hold")")
        output.line()
        for line in listing.table.lines(on: output) { output.line(line) }
        for warning in loaded.warnings {
            Terminal.notes.line(Terminal.notes.styled("warning: ", .yellow) + warning.description)
        }
    }
}
