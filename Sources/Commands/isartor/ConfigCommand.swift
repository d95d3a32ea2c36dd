// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor config`: what is configured, and whether it is right.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show or check the configuration.",
        subcommands: [ConfigShowCommand.self, ConfigValidateCommand.self, ConfigReferenceCommand.self],
        defaultSubcommand: ConfigShowCommand.self)
}
