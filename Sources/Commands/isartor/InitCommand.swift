// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor init`: writes a configuration file to start from.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented isartor.toml to start from.",
        discussion: """
            The file shows every setting with its default, all commented out: as it is, it changes nothing. \
            A configuration that exists already is left alone.
            """)

    @Option(help: ArgumentHelp("The file to write, instead of ./isartor.toml.", valueName: "file"))
    var configPath: String?

    func run() throws {
        let request = LoadRequest.fromProcess(configPath: configPath)
        let path = request.fileInForce ?? request.newFile
        let shown = request.displayed(path)
        guard !PrivateFile.exists(path) else {
            Terminal.notes.line("\(shown) exists already; nothing was changed.")
            return
        }
        try PrivateFile.replace(path, with: SettingsScaffold.text)
        Terminal.notes.line("Wrote \(shown).")
        Terminal.notes.line(
            "Next: set your provider's key with \"isartor set-key -p openai\", then start \"isartor up\".")
    }
}
