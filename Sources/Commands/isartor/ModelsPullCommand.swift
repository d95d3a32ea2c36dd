// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelFiles
import Settings

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `isartor models pull`: brings a model's files.
struct ModelsPullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fetch a model's files and check them by SHA-256.",
        discussion: """
            Takes them from the folder that --from names; else from what the Hugging Face tools have downloaded \
            (HF_HUB_CACHE, HF_HOME); else from the endpoint in HF_ENDPOINT, unless HF_HUB_OFFLINE is set. There is no \
            endpoint by default. What was interrupted is taken up again. No credentials are sent.
            """)

    @OptionGroup var choice: ModelChoice

    @Option(help: ArgumentHelp("A folder that has the files.", valueName: "folder"))
    var from: String?

    func run() async throws {
        let folder = try choice.folder()
        let process = LoadRequest.fromProcess()
        let bar = ProgressBar()
        let installation = ModelInstallation(
            folder: folder,
            hub: HubSettings(environment: process.environment, home: process.home),
            source: from, userAgent: "isartor/\(ProductVersion.current)",
            progress: { file, count in bar.show(file.name, count: count, of: file.size) })
        for file in folder.model.files {
            let origin: ModelInstallation.Origin
            do {
                origin = try await installation.bring(file)
            } catch {
                bar.clear()
                throw CommandFailure(error.reason, remedy: error.remedy)
            }
            bar.clear()
            let size = ProgressBar.megabytes(file.size)
            switch origin {
            case .kept: Terminal.notes.line("\(file.name): is here")
            case .copied(let place): Terminal.notes.line("\(file.name): \(size) from \(place)")
            case .downloaded(let place): Terminal.notes.line("\(file.name): \(size) from \(place)")
            }
        }
        guard try folder.verify() == .verified else {
            throw CommandFailure("the files of \(choice.name) were changed meanwhile", remedy: "run the command again")
        }
        Terminal.output.line("\(choice.name) is verified: \(folder.path)")
    }
}
