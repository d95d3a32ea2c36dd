// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor models`: the files of the models that the gateway itself runs.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, fetch or check the files of local models.",
        subcommands: [ModelsListCommand.self, ModelsPullCommand.self, ModelsVerifyCommand.self],
        defaultSubcommand: ModelsListCommand.self)
}
