// SPDX-License-Identifier: Apache-2.0

import Addresses

/// The rules about the providers of a chain: where each is, which hosts get its keys, and what must not come twice.
struct ProviderRules {
    /// A rule that a member of the chain breaks.
    struct Finding: Equatable {
        /// The setting that the primary provider breaks it with; of a fallback the field has the name in ``field``.
        let definition: SettingDefinition
        /// The field of a fallback; `nil` is the fallback as a whole.
        let field: String?
        /// The index of the fallback; `nil` is the primary provider.
        let fallback: Int?
        let reason: String
        let remedy: String

        /// The dotted key as shown.
        var key: String {
            guard let fallback else { return definition.key }
            let member = ProviderSettings.fallbacks.definition.path.index(fallback)
            return (field.map(member.key) ?? member).description
        }
    }

    let provider: ProviderSettings

    /// Everything that is wrong with the chain.
    func findings() -> [Finding] {
        var findings = member(provider.primary, fallback: nil)
        for (index, fallback) in provider.fallbacks.enumerated() {
            findings += member(fallback, fallback: index)
        }
        if provider.chain.contains(where: { $0.name == .copilot }) { findings += tokenURL() }
        return findings + doubles()
    }

    /// The members that are not asked while the gateway is offline; only those that somebody wrote down.
    var unreachableOffline: [String] {
        guard provider.isOffline else { return [] }
        return provider.chain.filter { member in
            let isWrittenDown = !member.isPrimary || member.url != nil || !member.keys.isEmpty
            return isWrittenDown && !member.isPrivate
        }.map { "\($0.name) (\($0.model))" }
    }

    // MARK: One member

    private func member(_ member: ChainedProvider, fallback: Int?) -> [Finding] {
        func finding(
            _ setting: SettingDefinition, _ field: String?, _ reason: String, _ remedy: String
        ) -> Finding {
            Finding(definition: setting, field: field, fallback: fallback, reason: reason, remedy: remedy)
        }
        let name = TOMLText.string(member.name.rawValue)
        let urlKey = fallback == nil ? ProviderSettings.url.definition.key : "url"
        let url = ProviderSettings.url.definition
        var findings: [Finding] = []

        if member.model.trimmed.isEmpty {
            findings.append(
                finding(
                    ProviderSettings.model.definition, "model", "no model is named",
                    "name the model for requests that name none"
                        + (fallback == nil ? ", or leave the key out" : "")))
        }
        if fallback != nil, member.name == .synthetic {
            findings.append(
                finding(
                    ProviderSettings.name.definition, "provider",
                    "\"synthetic\" makes its answers up and cannot stand in for a real provider",
                    "remove it, or name a real provider"))
            return findings
        }
        if let example = member.name.entry.urlExample, member.url == nil {
            findings.append(
                finding(
                    ProviderSettings.name.definition, nil, "\(name) has no address of its own",
                    "set \(urlKey) = \(TOMLText.string(example))"))
        }
        if let address = member.url, let host = EndpointURL.host(of: address) {
            if let foreign = Self.foreignOwner(of: host, for: member.name) {
                let theirs = TOMLText.string(foreign.name)
                let setting = fallback == nil ? ProviderSettings.name.definition.key : "provider"
                findings.append(
                    finding(
                        url, "url", "\(host) belongs to \(theirs), and the keys of \(name) must not go there",
                        "set \(setting) = \(theirs), or remove \(urlKey)"))
            } else if EndpointURL.isCleartext(address), !member.keys.isEmpty, !PrivateHost.matches(host) {
                findings.append(
                    finding(
                        url, "url", "the key would cross the internet to \(host) without encryption",
                        "use https://, or a host of a private network"))
            }
        }
        if fallback != nil, member.keys.isEmpty, member.needsKey {
            findings.append(
                finding(
                    ProviderSettings.apiKey.definition, nil, "\(name) needs a key and has none",
                    "give it api_key, or a list provider_keys"))
        }
        if member.name == .azure {
            findings += AzureRules.findings(member).map { finding($0.setting, $0.field, $0.reason, $0.remedy) }
        }
        if member.name == .bedrock, member.keys.contains(where: { BedrockKey($0.key) == nil }) {
            findings.append(
                finding(
                    ProviderSettings.apiKey.definition, "api_key", "a key has colons but is no set of AWS credentials",
                    "write it as ACCESS_KEY_ID:SECRET or ACCESS_KEY_ID:SECRET:SESSION_TOKEN"))
        }
        return findings
    }

    /// The vendor that `host` belongs to, if keys of `name` must not go there.
    static func foreignOwner(of host: String, for name: ProviderName) -> ProviderDescription? {
        guard !name.entry.owns(host), let owner = ProviderCatalogue.owner(of: host) else { return nil }
        // A vendor may speak a second dialect, for which the catalogue has no line: then the generic one is right.
        let isSecondDialect = name.entry.isGeneric && name.family.speaksChat != owner.family.speaksChat
        return isSecondDialect ? nil : owner
    }

    // MARK: The chain

    private func tokenURL() -> [Finding] {
        let url = provider.copilotTokenURL
        guard let host = EndpointURL.host(of: url), !PrivateHost.matches(host) else { return [] }
        let isGitHub = host == "github.com" || host.hasSuffix(".github.com") || host.hasSuffix(".ghe.com")
        guard !isGitHub || EndpointURL.isCleartext(url) else { return [] }
        return [
            Finding(
                definition: ProviderSettings.copilotTokenURL.definition, field: nil, fallback: nil,
                reason: "the GitHub token must not go to \(isGitHub ? "\(host) without encryption" : host)",
                remedy: "leave copilot_token_url out")
        ]
    }

    private func doubles() -> [Finding] {
        var findings: [Finding] = []
        let chain = provider.chain
        for (index, fallback) in provider.fallbacks.enumerated() {
            guard chain[...index].contains(where: { Self.identity($0) == Self.identity(fallback) }) else { continue }
            findings.append(
                Finding(
                    definition: ProviderSettings.fallbacks.definition, field: nil, fallback: index,
                    reason: "\(fallback.name) with \(TOMLText.string(fallback.model)) is in the chain already",
                    remedy: "name another model or provider, or add the key to the first one's provider_keys"))
        }
        return findings
    }

    private static func identity(_ member: ChainedProvider) -> [String] {
        var address = member.address ?? ""
        while address.hasSuffix("/") { address.removeLast() }
        let deployment = member.name == .azure ? member.azureDeployment ?? "" : ""
        return [member.name.rawValue, address, member.model, deployment]
    }
}
