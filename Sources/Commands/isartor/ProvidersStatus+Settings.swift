// SPDX-License-Identifier: Apache-2.0

import Settings

extension ProvidersStatus {
    /// What a configuration says about its providers, with nothing counted yet.
    init(_ settings: ProviderSettings) {
        self.init(activeProvider: settings.name.rawValue, providers: settings.chain.map(ProviderStatus.init))
    }
}

extension ProviderStatus {
    /// What a configuration says about a provider, with nothing counted yet; keys are masked.
    init(_ member: ChainedProvider) {
        let keys = member.keys.map { key in
            Key(
                maskedKey: key.key.masked, label: key.label.isEmpty ? nil : key.label, priority: key.priority,
                status: "available", requestsTotal: 0, rateLimitTotal: 0)
        }
        let isAzure = member.name == .azure
        self.init(
            name: member.name.rawValue, active: member.isPrimary, status: "unknown", model: member.model,
            endpoint: member.address.map { String($0.prefix { $0 != "?" }) } ?? "",
            apiKeyConfigured: !member.keys.isEmpty, endpointConfigured: member.url != nil,
            azureDeploymentId: isAzure ? member.azureDeployment : nil,
            azureApiVersion: isAzure ? member.azureAPIVersion : nil, requestsTotal: 0, errorsTotal: 0,
            keyRotationStrategy: member.rotation.rawValue, keyCooldownSecs: Int(member.cooldown.components.seconds),
            keys: keys.isEmpty ? nil : keys)
    }
}
