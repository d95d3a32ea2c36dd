// SPDX-License-Identifier: Apache-2.0

import Settings

/// The change that `set-key` makes: a provider, its address, a model and a key that go together.
struct ProviderKeyChange: Sendable {
    /// Who is to answer.
    let provider: ProviderName
    /// The provider's key; `nil` where none is needed.
    var key: Secret?
    /// The model that was asked for.
    var model: String?
    /// The address that was asked for.
    var url: String?
    /// Azure's deployment.
    var deployment: String?
    /// How keys are to be chosen.
    var rotation: KeyRotation?
    /// How long a key is to rest after a rate limit, in seconds.
    var cooldownSeconds: Int?

    init(provider: ProviderName, key: Secret?, model: String? = nil, url: String? = nil) {
        self.provider = provider
        self.key = key
        self.model = model
        self.url = url
    }

    /// The same change with the key masked, to be shown.
    var masked: ProviderKeyChange {
        var change = self
        change.key = key.map { Secret($0.masked) }
        return change
    }

    /// The document with the change; everything else in it stays as it is.
    func applied(to editor: TOMLDocumentEditor) throws -> String {
        var editor = editor
        try refuseForeignKeys(editor)
        for (key, value) in try assignments(current: { editor.value(of: $0) }) {
            try editor.set(key, to: value)
        }
        return editor.text
    }

    /// The document with the key added to those that are there, which all stay.
    ///
    /// - Parameters:
    ///   - label: the key's name in reports; `nil` leaves it out.
    ///   - priority: the key's place, at least 1.
    func added(to editor: TOMLDocumentEditor, label: String?, priority: Int) throws -> String {
        guard let key else { throw CommandFailure("no key was given", remedy: "nothing was changed") }
        guard Self.provider(in: editor) == provider.rawValue else {
            throw CommandFailure(
                "the provider there is \(Self.provider(in: editor)), and its keys must not be mixed with others",
                remedy: "leave --add out to change the provider")
        }
        let keys = Self.keys(in: editor)
        guard !keys.contains(key.value), editor.value(of: Self.secretKey) != .text(key.value) else {
            throw CommandFailure("the key \(key.masked) is there already", remedy: "nothing was changed")
        }
        var editor = editor
        // The address and the key in use stay; only what was asked for besides changes.
        var assignments: [(String, SettingValue)] = rotationAssignments
        if let url { assignments.append((Self.urlKey, .text(url))) }
        if let model { assignments.append((Self.modelKey, .text(model))) }
        if let deployment { assignments.append((Self.deploymentKey, .text(deployment))) }
        for (key, value) in assignments { try editor.set(key, to: value) }
        var fields: [(String, SettingValue)] = [("key", .secret(key)), ("priority", .integer(priority))]
        if let label { fields.append(("label", .text(label))) }
        try editor.append(fields, to: Self.poolKey)
        return editor.text
    }

    /// Lines for a shell that set the same by environment variables.
    func shellScript() throws -> String {
        var lines = ["# Written by \"isartor set-key --env-file\", and replaced by the next one."]
        let assignments = try assignments(current: { $0 == Self.urlKey ? .text("") : nil })
        for (key, value) in assignments {
            guard let name = SettingsSchema.definition(of: key)?.environmentName else { continue }
            switch value {
            case .text(let text): lines.append("export \(name)=\(Self.quoted(text))")
            case .secret(let secret): lines.append("export \(name)=\(Self.quoted(secret.value))")
            case .integer(let number): lines.append("export \(name)=\(number)")
            default: continue
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The key of the provider's address.
    static let urlKey = "external_llm_url"
    private static let providerKey = "llm_provider"
    private static let modelKey = "external_llm_model"
    private static let secretKey = "external_llm_api_key"
    private static let poolKey = "provider_keys"
    private static let deploymentKey = "azure_deployment_id"

    private static func text(_ value: SettingValue?) -> String? {
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        return text
    }

    /// The name of the provider that a document has, or means by saying nothing.
    private static func provider(in editor: TOMLDocumentEditor) -> String {
        (text(editor.value(of: providerKey)) ?? ProviderName.openAI.rawValue).lowercased()
    }

    /// The keys in a document's pool.
    private static func keys(in editor: TOMLDocumentEditor) -> [String] {
        guard case .list(let values) = editor.value(of: poolKey) else { return [] }
        return values.compactMap { value in
            guard case .table(let fields) = value else { return nil }
            return text(fields["key"])
        }
    }

    /// Another provider's pool would go to this one.
    private func refuseForeignKeys(_ editor: TOMLDocumentEditor) throws {
        let before = Self.provider(in: editor)
        guard before != provider.rawValue, !Self.keys(in: editor).isEmpty else { return }
        throw CommandFailure(
            "\(Self.poolKey) holds keys of \(before), which \(provider.rawValue) must not get",
            remedy: "remove \(Self.poolKey) from the file, or move it to a [[fallback_providers]] of \(before)")
    }

    private var rotationAssignments: [(String, SettingValue)] {
        var assignments: [(String, SettingValue)] = []
        if let rotation { assignments.append(("key_rotation_strategy", .text(rotation.rawValue))) }
        if let cooldownSeconds { assignments.append(("key_cooldown_secs", .integer(cooldownSeconds))) }
        return assignments
    }

    /// What to set, given what a document has now.
    private func assignments(current: (String) -> SettingValue?) throws -> [(String, SettingValue)] {
        func text(_ key: String) -> String? { Self.text(current(key)) }
        let isSameProvider = (text(Self.providerKey) ?? ProviderName.openAI.rawValue).lowercased() == provider.rawValue
        var assignments: [(String, SettingValue)] = [(Self.providerKey, .text(provider.rawValue))]

        // Another provider's address would get this provider's key, so it never stays.
        let newURL = url ?? (isSameProvider ? text(Self.urlKey) : nil)
        if newURL == nil, let example = provider.entry.urlExample {
            throw CommandFailure(
                "\(provider.rawValue) has no address of its own", remedy: "name it with --url, as \(example)")
        }
        if newURL != nil || current(Self.urlKey) != nil {
            assignments.append((Self.urlKey, .text(newURL ?? "")))
        }

        let keptModel = isSameProvider ? text(Self.modelKey) : nil
        guard let newModel = model ?? keptModel ?? provider.defaultModel else {
            throw CommandFailure("no default model is known for \(provider.rawValue)", remedy: "name one with --model")
        }
        assignments.append((Self.modelKey, .text(newModel)))
        if let deployment { assignments.append((Self.deploymentKey, .text(deployment))) }
        if let key {
            assignments.append((Self.secretKey, .secret(key)))
        } else if !isSameProvider, provider.entry.carrier != .none, text(Self.secretKey) != nil {
            // What is left is the key of another provider, and this one would be sent it.
            assignments.append((Self.secretKey, .text("")))
        }
        return assignments + rotationAssignments
    }

    /// `text` as one word of a POSIX shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
