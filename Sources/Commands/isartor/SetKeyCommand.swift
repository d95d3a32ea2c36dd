// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor set-key`: chooses the provider and stores its key.
struct SetKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-key",
        abstract: "Choose the provider and store its key.",
        discussion: """
            Without --key the key is asked for and not shown; it can also be piped in. \
            Other programs of this machine can read what stands on a command line, so --key is for tests.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The provider, as openai, anthropic or gemini.", valueName: "name"))
    var provider: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Its key.", valueName: "key"))
    var key: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The model for requests that name none.", valueName: "model"))
    var model: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Its address, when it is not the usual one.", valueName: "url"))
    var url: String?

    @OptionGroup var target: EditedFileOptions

    @Flag(help: "Write export lines to env.sh in ~/.isartor instead of the configuration file.")
    var envFile = false

    func validate() throws {
        let name = try chosenProvider()
        guard !name.speaksLaterFormat else {
            throw ValidationError(
                "\(name.rawValue) speaks a format that comes in a later version; "
                    + "use -p openai with --url and its OpenAI-compatible URL")
        }
        if let url, SettingsSchema.definition(of: ProviderKeyChange.urlKey)?.accepts(url) == false {
            throw ValidationError("--url is no absolute http:// or https:// URL without credentials in it")
        }
        if let model, model.allSatisfy(\.isWhitespace) { throw ValidationError("--model is blank") }
        if envFile, target.configPath != nil {
            throw ValidationError("--env-file and --config-path exclude each other")
        }
    }

    func run() throws {
        let name = try chosenProvider()
        let secret = name.needsKey || key != nil ? try readKey(for: name) : nil
        let change = ProviderKeyChange(provider: name, key: secret, model: model, url: url)
        if envFile {
            try writeScript(change)
        } else {
            let file = try target.open()
            try file.save(change.applied(to: file.editor), isDryRun: target.dryRun)
            report(change, place: file.shownPath)
        }
    }

    private func chosenProvider() throws -> ProviderName {
        guard let name = ProviderName(rawValue: provider.lowercased()) else {
            let known = ProviderName.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("\"\(provider)\" is no provider; there are \(known)")
        }
        return name
    }

    private func readKey(for name: ProviderName) throws -> Secret {
        guard let secret = key.map(Secret.init) ?? SecretInput.ask(prompt: "Key for \(name.rawValue): ") else {
            throw CommandFailure("no key was given", remedy: "nothing was changed")
        }
        let isPrintable = secret.value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
        guard isPrintable, !secret.value.isEmpty else {
            throw CommandFailure("the key is blank or holds white space", remedy: "copy it again, without line breaks")
        }
        return secret
    }

    private func writeScript(_ change: ProviderKeyChange) throws {
        guard let folder = LoadRequest.fromProcess().stateFolder else { throw CommandFailure.noHome }
        if target.dryRun {
            Terminal.output.print(Array(try change.masked.shellScript().utf8))
        } else {
            try folder.create()
            try PrivateFile.replace(folder.environmentScript, with: try change.shellScript())
        }
        report(change, place: folder.environmentScript)
        if !target.dryRun { Terminal.notes.line("Load it with: . \(folder.environmentScript)") }
    }

    private func report(_ change: ProviderKeyChange, place: String) {
        let key = change.key.map { "key \($0.masked)" } ?? "no key"
        let verb = target.dryRun ? "Would write" : "Wrote"
        Terminal.notes.line("\(verb) \(change.provider.rawValue), \(key), to \(place).")
    }
}
