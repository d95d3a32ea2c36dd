// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ModelFiles
import Settings

/// Which model a command is about.
struct ModelChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("The model: encoder.", valueName: "model"))
    var name: String

    func validate() throws {
        guard model != nil else {
            let known = PublishedModel.all.map(\.name).joined(separator: ", ")
            throw ValidationError("\"\(name)\" is no model; there is \(known)")
        }
    }

    /// The model's folder below the gateway's state.
    func folder() throws -> ModelFolder {
        guard let model else { throw ValidationError("\"\(name)\" is no model") }
        return try Self.folder(of: model)
    }

    static func folder(of model: PublishedModel) throws -> ModelFolder {
        guard let state = LoadRequest.fromProcess().stateFolder else { throw CommandFailure.noHome }
        return ModelFolder(model, path: "\(state.models)/\(model.folderName)")
    }

    private var model: PublishedModel? { PublishedModel.all.first { $0.name == name } }
}
