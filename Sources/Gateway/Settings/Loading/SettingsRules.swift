// SPDX-License-Identifier: Apache-2.0

import Addresses

/// The rules about settings that are each fine alone but do not go together.
struct SettingsRules {
    let settings: Settings
    let origins: [String: SettingSource]
    let faultyKeys: Set<String>

    /// Every rule that is broken.
    func problems() -> [SettingsProblem] {
        [openListener()].compactMap(\.self) + providers() + doubleKeys() + quotas() + embeddingKey()
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
        let names = settings.authentication.allKeys.map(\.name)
        for name in settings.semantic.rules.compactMap(\.key) where !names.contains(name) {
            warn(
                SemanticSettings.rules.definition, "there is no gateway key by the name \(name), so its rule never fits"
            )
        }
        if settings.cache.mode == .semantic, settings.semantic.mode == .off, settings.semantic.rules.isEmpty {
            warn(CacheSettings.mode.definition, "semantic_mode is off: nothing is cached")
        }
        if !settings.provider.verifiesTLS {
            warn(ProviderSettings.verifiesTLS.definition, "the provider's certificate is not checked")
        }
        let unreachable = ProviderRules(provider: settings.provider).unreachableOffline
        if !unreachable.isEmpty {
            warn(
                ProviderSettings.isOffline.definition,
                "not asked while the gateway is offline: " + unreachable.joined(separator: ", "))
        }
        let chained = Set(settings.provider.chain.map(\.name.rawValue))
        for name in settings.quota.providers.keys.sorted() where !chained.contains(name) && Self.isProvider(name) {
            warn(QuotaSettings.quotas.definition, "\(name) is not among the providers that are asked")
        }
        let isModelSet = origins[ProviderSettings.model.definition.key] != nil
        if settings.provider.name.defaultModel == nil, settings.provider.name != .synthetic, !isModelSet {
            warn(
                ProviderSettings.model.definition,
                "not set: requests that name no model ask \(settings.provider.name) for"
                    + " \(TOMLText.string(settings.provider.model)), which it may not have")
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

    private func providers() -> [SettingsProblem] {
        let parts = ProviderSettings.definitions.filter { faultyKeys.contains($0.key) }
        guard parts.isEmpty else { return [] }
        return ProviderRules(provider: settings.provider).findings().map { finding in
            let definition = finding.fallback == nil ? finding.definition : ProviderSettings.fallbacks.definition
            let origin = origin(of: definition)
            let nameOrigin = self.origin(of: ProviderSettings.name.definition)
            let source = origin == .defaults ? (nameOrigin == .defaults ? .combination : nameOrigin) : origin
            return SettingsProblem(
                source, key: finding.key, .unacceptable(finding.reason), remedy: finding.remedy)
        }
    }

    /// Quotas name providers.
    private func quotas() -> [SettingsProblem] {
        settings.quota.providers.keys.sorted().compactMap { name in
            guard !Self.isProvider(name) else { return nil }
            return problem(
                QuotaSettings.quotas.definition, beside: [], "there is no provider \(TOMLText.string(name))",
                remedy: "name one of " + ProviderCatalogue.all.map(\.name).joined(separator: ", "))
        }
    }

    /// The embedding server's key is a secret like any other.
    private func embeddingKey() -> [SettingsProblem] {
        guard settings.embedding.apiKey != nil, let url = settings.embedding.url, EndpointURL.isCleartext(url),
            let host = EndpointURL.host(of: url), !PrivateHost.matches(host)
        else { return [] }
        return [
            problem(
                EmbeddingSettings.url.definition, beside: [EmbeddingSettings.apiKey.definition],
                "the key would cross the internet to \(host) without encryption",
                remedy: "use https://, or a host of a private network")
        ].compactMap(\.self)
    }

    private static func isProvider(_ name: String) -> Bool { ProviderCatalogue.all.contains { $0.name == name } }

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
