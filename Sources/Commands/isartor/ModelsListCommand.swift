// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelFiles

/// `isartor models list`: which model files are here.
struct ModelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show which model files are here.",
        discussion: """
            missing: a file is not there. present: all are, in their sizes. verified: their contents were compared with \
            the published ones, and they were not written since. damaged: a file is not what it should be.
            """)

    func run() throws {
        let terminal = Terminal.output
        var table = TextTable(head: ["MODEL", "STATE", "SIZE", "LICENCE", "FOLDER"], numbers: [2])
        for model in PublishedModel.all {
            let folder = try ModelChoice.folder(of: model)
            let (word, style) = Self.word(folder.state)
            table.add(
                [model.name, word, ProgressBar.megabytes(model.size), model.licence, folder.path],
                styles: [1: style])
        }
        for line in table.lines(on: terminal) { terminal.line(line) }
    }

    /// The word for a state, and how it looks.
    static func word(_ state: ModelFolder.State) -> (String, Terminal.Style) {
        switch state {
        case .missing: ("missing", .yellow)
        case .damaged: ("damaged", .red)
        case .present: ("present", .green)
        case .verified: ("verified", .green)
        }
    }
}
