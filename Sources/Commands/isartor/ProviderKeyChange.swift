// SPDX-License-Identifier: Apache-2.0

import Settings

/// The change that `set-key` makes: a provider, its address, a model and a key that go together.
struct ProviderKeyChange: Sendable {
    /// Who is to answer.
    let provider: ProviderName
    /// The provider's key; `nil` where none is needed.
    let key: Secret?
    /// The model that was asked for.
    let model: String?
    /// The address that was asked for.
    let url: String?

    init(provider: ProviderName, key: Secret?, model: String? = nil, url: String? = nil) {
        self.provider = provider
        self.key = key
        self.model = model
        self.url = url
    }

    /// The same change with the key masked, to be shown.
    var masked: ProviderKeyChange {
        ProviderKeyChange(provider: provider, key: key.map { Secret($0.masked) }, model: model, url: url)
    }

    /// The document with the change; everything else in it stays as it is.
    func applied(to editor: TOMLDocumentEditor) throws -> String {
        var editor = editor
        for (key, value) in try assignments(current: { editor.value(of: $0) }) {
            try editor.set(key, to: value)
        }
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

    /// What to set, given what a document has now.
    private func assignments(current: (String) -> SettingValue?) throws -> [(String, SettingValue)] {
        func text(_ key: String) -> String? {
            guard case .text(let text) = current(key), !text.isEmpty else { return nil }
            return text
        }
        let isSameProvider = (text(Self.providerKey) ?? ProviderName.openAI.rawValue).lowercased() == provider.rawValue
        var assignments: [(String, SettingValue)] = [(Self.providerKey, .text(provider.rawValue))]

        // Another provider's address would get this provider's key, so it never stays.
        let keptURL = isSameProvider ? text(Self.urlKey) : nil
        let newURL = url ?? keptURL ?? provider.chatURL
        if newURL == nil, provider.needsURL {
            throw CommandFailure(
                "\(provider.rawValue) has no address of its own", remedy: "name it with --url, as https://host/v1")
        }
        if newURL != nil || current(Self.urlKey) != nil {
            assignments.append((Self.urlKey, .text(newURL ?? "")))
        }

        let keptModel = isSameProvider ? text(Self.modelKey) : nil
        guard let newModel = model ?? keptModel ?? provider.defaultModel else {
            throw CommandFailure("no default model is known for \(provider.rawValue)", remedy: "name one with --model")
        }
        assignments.append((Self.modelKey, .text(newModel)))
        if let key { assignments.append((Self.secretKey, .secret(key))) }
        return assignments
    }

    /// `text` as one word of a POSIX shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
