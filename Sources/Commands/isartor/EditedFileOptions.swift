// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// The options of commands that edit the configuration file.
struct EditedFileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file to edit, instead of the one in force; ./isartor.toml is made when there is none.",
            valueName: "file"))
    var configPath: String?

    @Flag(help: "Print the file as it would be, credentials masked, and write nothing.")
    var dryRun = false

    /// Opens the file to edit.
    func open() throws -> EditedFile {
        try EditedFile(LoadRequest.fromProcess(configPath: configPath))
    }
}
