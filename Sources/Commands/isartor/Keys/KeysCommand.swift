// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `isartor keys`: the virtual keys of the running gateway.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Give out keys with budgets and limits, and take them back.",
        discussion: """
            Asks the gateway on this machine, or the one that --gateway-url names; a change counts from the next request \
            on. A key is named by its name, its id or its token.
            """,
        subcommands: [
            KeysCreateCommand.self, KeysListCommand.self, KeysShowCommand.self, KeysRevokeCommand.self,
            KeysRotateCommand.self,
        ])
}
