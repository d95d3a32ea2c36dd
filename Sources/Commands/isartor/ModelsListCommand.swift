// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Embedder
import ModelFiles
import Settings

/// `isartor models list`: which model files are here.
struct ModelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show which model files are here.",
        discussion: """
            missing: a file is not there. present: all are, in their sizes. verified: their contents were compared with \
            the published ones, and they were not written since. damaged: a file is not what it should be. packed: the \
            form that the gateway reads was made of them, as its first start does.
            """)

    func run() throws {
        let terminal = Terminal.output
        var table = TextTable(head: ["MODEL", "STATE", "SIZE", "LICENCE", "FOLDER"], numbers: [2])
        for model in PublishedModel.all {
            let folder = try ModelChoice.folder(of: model)
            let isPacked = PrivateFile.exists(EncoderFiles(folder: folder.path).packed)
            let (word, style) = Self.word(folder.state, isPacked: isPacked)
            table.add(
                [model.name, word, ProgressBar.megabytes(model.size), model.licence, folder.path],
                styles: [1: style])
        }
        for line in table.lines(on: terminal) { terminal.line(line) }
    }

    /// The words for a state, and how they look.
    static func word(_ state: ModelFolder.State, isPacked: Bool) -> (String, Terminal.Style) {
        let (word, style): (String, Terminal.Style) =
            switch state {
            case .missing: ("missing", .yellow)
            case .damaged: ("damaged", .red)
            case .present: ("present", .green)
            case .verified: ("verified", .green)
            }
        return (isPacked ? word + ", packed" : word, style)
    }
}
