// SPDX-License-Identifier: Apache-2.0

/// The rules about settings that are each fine alone but do not go together.
struct SettingsRules {
    let settings: Settings
    let origins: [String: SettingSource]
    let faultyKeys: Set<String>

    /// Every rule that is broken.
    func problems() -> [SettingsProblem] {
        [openListener(), laterFormat(), missingURL(), blankModel()].compactMap(\.self) + doubleKeys()
    }

    /// Everything that is allowed but dangerous or without effect.
    func warnings() -> [SettingsWarning] {
        var warnings: [SettingsWarning] = []
        func warn(_ definition: SettingDefinition, _ message: String) {
            warnings.append(SettingsWarning(definition.key, origin(of: definition), message))
        }
        if !settings.server.address.isLoopback, !settings.authentication.isRequired,
            settings.server.allowsUnauthenticated
        {
            warn(
                ServerSettings.allowsUnauthenticated.definition,
                "whoever reaches \(settings.server.address) spends the provider's key")
        }
        if settings.cache.mode == .semantic {
            warn(CacheSettings.mode.definition, "the semantic cache is not in this version: nothing is cached")
        }
        if !settings.provider.verifiesTLS {
            warn(ProviderSettings.verifiesTLS.definition, "the provider's certificate is not checked")
        }
        return warnings
    }

    // MARK: Rules

    private func openListener() -> SettingsProblem? {
        let address = settings.server.address
        guard !address.isLoopback, !settings.authentication.isRequired, !settings.server.allowsUnauthenticated else {
            return nil
        }
        return problem(
            ServerSettings.address.definition,
            beside: [
                ServerSettings.allowsUnauthenticated.definition, AuthenticationSettings.gatewayKey.definition,
                AuthenticationSettings.namedKeys.definition,
            ],
            "\(address) is reachable from other machines and no gateway key is set",
            remedy: "set gateway_api_key, listen on 127.0.0.1, or set allow_unauthenticated = true")
    }

    private func laterFormat() -> SettingsProblem? {
        let name = settings.provider.name
        guard name.speaksLaterFormat else { return nil }
        return problem(
            ProviderSettings.name.definition, beside: [],
            "\(TOMLText.string(name.rawValue)) speaks a format that comes in a later version",
            remedy: "use llm_provider = \"openai\" with its OpenAI-compatible URL")
    }

    private func missingURL() -> SettingsProblem? {
        let provider = settings.provider
        guard provider.name.needsURL, !provider.name.speaksLaterFormat, provider.url == nil else { return nil }
        let url = provider.name.chatURL.map { "external_llm_url = \(TOMLText.string($0))" } ?? "external_llm_url"
        return problem(
            ProviderSettings.name.definition, beside: [ProviderSettings.url.definition],
            "\(TOMLText.string(provider.name.rawValue)) needs external_llm_url in this version",
            remedy: "set \(url), or run \"isartor set-key -p \(provider.name.rawValue)\"")
    }

    private func blankModel() -> SettingsProblem? {
        guard settings.provider.model.trimmed.isEmpty else { return nil }
        return problem(
            ProviderSettings.model.definition, beside: [], "no model is named",
            remedy: "name the model for requests that name none, or leave the key out")
    }

    private func doubleKeys() -> [SettingsProblem] {
        let definition = AuthenticationSettings.namedKeys.definition
        var problems: [SettingsProblem?] = []
        var seen: [NamedGatewayKey] = []
        for holder in settings.authentication.allKeys {
            let name = TOMLText.string(holder.name)
            if seen.contains(where: { $0.name == holder.name }) {
                problems.append(
                    problem(
                        definition, beside: [], "the name \(name) comes twice", remedy: "give each key its own name"))
            } else if let other = seen.first(where: { $0.key == holder.key }) {
                problems.append(
                    problem(
                        definition, beside: [], "\(TOMLText.string(other.name)) and \(name) have the same key",
                        remedy: "give each holder a key of its own"))
            }
            seen.append(holder)
        }
        return problems.compactMap(\.self)
    }

    /// A problem at the place where `definition` was set; `nil` when one of the settings was not understood at all.
    private func problem(
        _ definition: SettingDefinition, beside others: [SettingDefinition], _ reason: String, remedy: String
    ) -> SettingsProblem? {
        guard !([definition] + others).contains(where: { faultyKeys.contains($0.key) }) else { return nil }
        let origin = origin(of: definition)
        let source = origin == .defaults ? .combination : origin
        return SettingsProblem(source, key: definition.key, .unacceptable(reason), remedy: remedy)
    }

    private func origin(of definition: SettingDefinition) -> SettingSource {
        origins[definition.key] ?? .defaults
    }
}
