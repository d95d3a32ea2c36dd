// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor set-alias`: gives a model another name.
struct SetAliasCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-alias",
        abstract: "Give a model another name that clients may use.")

    @Option(help: ArgumentHelp("The name that clients use.", valueName: "name"))
    var alias: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The model that is asked for instead.", valueName: "model"))
    var model: String

    @OptionGroup var target: EditedFileOptions

    func validate() throws {
        guard !alias.allSatisfy(\.isWhitespace) else { throw ValidationError("--alias is blank") }
        guard !model.allSatisfy(\.isWhitespace) else { throw ValidationError("--model is blank") }
        guard SettingsSchema.definition(of: alias) == nil else {
            throw ValidationError("\"\(alias)\" is the name of a setting; choose another --alias")
        }
    }

    func run() throws {
        let file = try target.open()
        var editor = file.editor
        try editor.set(alias, in: "model_aliases", to: .text(model))
        try file.save(editor.text, isDryRun: target.dryRun)
        let verb = target.dryRun ? "Would write" : "Wrote"
        Terminal.notes.line("\(verb) the alias \(alias) for \(model) to \(file.shownPath).")
    }
}
