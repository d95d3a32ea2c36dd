// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor config reference`: the page on all settings, from which `docs/configuration.md` is made.
struct ConfigReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference of all settings as Markdown.")

    func run() {
        Terminal.output.print(Array(SettingsReference.markdown().utf8))
    }
}
