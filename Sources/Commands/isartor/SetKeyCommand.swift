// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// `isartor set-key`: chooses the provider and stores its key, or adds one to those that are there.
struct SetKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-key",
        abstract: "Choose the provider and store its key.",
        discussion: """
            Without --key the key is asked for and not shown; it can also be piped in. \
            Other programs of this machine can read what stands on a command line, so --key is for tests.

            With --add the key is one more of the same provider, and the others stay.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The provider, as openai, anthropic or groq.", valueName: "name"))
    var provider: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Its key.", valueName: "key"))
    var key: String?

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The model for requests that name none.", valueName: "model"))
    var model: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Its address, when it is not the usual one.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Azure's deployment.", valueName: "name"))
    var deployment: String?

    @Flag(help: "Add the key to those that are there.")
    var add = false

    @Option(help: ArgumentHelp("With --add: a name for the key, for reports.", valueName: "text"))
    var label: String?

    @Option(help: ArgumentHelp("With --add: the key's place, the lowest is used first. (default: 1)", valueName: "n"))
    var priority: Int?

    @Option(help: ArgumentHelp("How keys are chosen: round_robin or priority.", valueName: "way"))
    var strategy: String?

    @Option(help: ArgumentHelp("How long a key rests after a rate limit.", valueName: "seconds"))
    var cooldownSecs: Int?

    @OptionGroup var target: EditedFileOptions

    @Flag(help: "Write export lines to env.sh in ~/.isartor instead of the configuration file.")
    var envFile = false

    func validate() throws {
        let name = try chosenProvider()
        _ = try chosenRotation()
        if let url, SettingsSchema.definition(of: ProviderKeyChange.urlKey)?.accepts(url) == false {
            throw ValidationError("--url is no absolute http:// or https:// URL without credentials in it")
        }
        for (option, text) in [("--model", model), ("--deployment", deployment), ("--label", label)] {
            if let text, text.allSatisfy(\.isWhitespace) { throw ValidationError("\(option) is blank") }
        }
        if envFile, target.configPath != nil {
            throw ValidationError("--env-file and --config-path exclude each other")
        }
        if envFile, add { throw ValidationError("--env-file and --add exclude each other") }
        if !add, label != nil || priority != nil { throw ValidationError("--label and --priority go with --add") }
        if add, name.entry.carrier == .none { throw ValidationError("\(name) takes no key") }
        if let priority, !(1...1_000_000).contains(priority) { throw ValidationError("--priority is at least 1") }
        if let cooldownSecs, !(1...86_400).contains(cooldownSecs) {
            throw ValidationError("--cooldown-secs is from 1 to 86400")
        }
    }

    func run() throws {
        let name = try chosenProvider()
        var change = ProviderKeyChange(provider: name, key: try readKey(for: name), model: model, url: url)
        change.deployment = deployment
        change.rotation = try chosenRotation()
        change.cooldownSeconds = cooldownSecs
        if envFile {
            try writeScript(change)
        } else {
            let file = try target.open()
            let text =
                add
                ? try change.added(to: file.editor, label: label, priority: priority ?? 1)
                : try change.applied(to: file.editor)
            try file.save(text, isDryRun: target.dryRun)
            report(change, place: file.shownPath)
        }
    }

    private func chosenProvider() throws -> ProviderName {
        guard let name = ProviderName(rawValue: provider.lowercased()) else {
            let known = ProviderName.allCases.map(\.rawValue).joined(separator: ", ")
            let meant = ProviderName.suggestion(for: provider).map { "did you mean \($0)? " } ?? ""
            throw ValidationError("\"\(provider)\" is no provider; \(meant)There are \(known)")
        }
        return name
    }

    private func chosenRotation() throws -> KeyRotation? {
        guard let strategy else { return nil }
        switch strategy.lowercased().filter({ $0 != "_" && $0 != "-" }) {
        case "roundrobin": return .roundRobin
        case "priority": return .priority
        default: throw ValidationError("--strategy is round_robin or priority")
        }
    }

    /// The key to store; `nil` for a provider that needs none when none is given.
    private func readKey(for name: ProviderName) throws -> Secret? {
        guard key != nil || name.entry.carrier != .none else { return nil }
        let isOptional = !name.needsKey && key == nil && !add
        let hint = isOptional ? " (empty for none)" : ""
        let given = key.map(Secret.init) ?? SecretInput.ask(prompt: "Key for \(name.rawValue)\(hint): ")
        if isOptional, given.map(\.value.isEmpty) ?? !SecretInput.isInteractive { return nil }
        guard let secret = given else {
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
        let what = add ? "one more key of \(change.provider)" : change.provider.rawValue
        Terminal.notes.line("\(verb) \(what), \(key), to \(place).")
    }
}
