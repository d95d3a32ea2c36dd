// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelFiles

/// `isartor models verify`: reads a model's files and compares them with the published ones.
struct ModelsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compare a model's files with the published ones, by SHA-256.",
        discussion: "Exits with 0 when they are the same, with 1 when one is missing or differs.")

    @OptionGroup var choice: ModelChoice

    func run() throws {
        let folder = try choice.folder()
        switch try folder.verify() {
        case .verified, .present:
            Terminal.output.line("\(choice.name) is verified: \(folder.path)")
        case .missing(let names):
            throw CommandFailure(
                "missing in \(folder.path): \(names.joined(separator: ", "))",
                remedy: "fetch them with: isartor models pull \(choice.name)")
        case .damaged(let names):
            throw CommandFailure(
                "not as published in \(folder.path): \(names.joined(separator: ", "))",
                remedy: "fetch them again with: isartor models pull \(choice.name)")
        }
    }
}
