// SPDX-License-Identifier: Apache-2.0

extension ChainedProvider {
    /// The fields of a fallback in a file.
    static let fields = [
        SettingField("provider", .choice(ProviderCatalogue.all.map(\.name)), isRequired: true),
        SettingField("model", .text, isRequired: true), SettingField("api_key", .secret),
        SettingField("provider_keys", .tables(ProviderKeySettings.fields)),
        SettingField("key_rotation_strategy", .choice(KeyRotation.allCases.map(\.rawValue))),
        SettingField("key_cooldown_secs", cooldownRange), SettingField("url", .url),
        SettingField("model_map", .textTable), SettingField("azure_deployment_id", .text),
        SettingField("azure_api_version", .text),
    ]

    /// How long a key may rest.
    static let cooldownRange = SettingType.integer(1...86_400, unit: "seconds")
}

extension ChainedProvider: SettingRepresentable {
    init?(settingValue: SettingValue) {
        guard case .table(let fields) = settingValue else { return nil }
        func value<Value: SettingRepresentable>(_ name: String, _ type: Value.Type = Value.self) -> Value? {
            fields[name].flatMap(Value.init(settingValue:))
        }
        guard let name = value("provider", ProviderName.self), let model = value("model", String.self) else {
            return nil
        }
        self.init(
            name, url: value("url", String.self).flatMap { $0.isEmpty ? nil : $0 }, model: model,
            keys: ProviderKeySettings.pool(of: name, single: value("api_key"), others: value("provider_keys") ?? []),
            rotation: value("key_rotation_strategy") ?? .roundRobin,
            cooldown: .seconds(value("key_cooldown_secs") ?? 60), modelMap: value("model_map") ?? [:],
            azureDeployment: value("azure_deployment_id", String.self).flatMap { $0.trimmed.isEmpty ? nil : $0 },
            azureAPIVersion: value("azure_api_version") ?? Self.defaultAzureAPIVersion)
    }

    var settingValue: SettingValue {
        var fields: [String: SettingValue] = [
            "provider": name.settingValue, "model": .text(model), "provider_keys": keys.settingValue,
            "key_rotation_strategy": rotation.settingValue,
            "key_cooldown_secs": .integer(Int(cooldown.components.seconds)), "model_map": modelMap.settingValue,
            "azure_api_version": .text(azureAPIVersion),
        ]
        if let url { fields["url"] = .text(url) }
        if let azureDeployment { fields["azure_deployment_id"] = .text(azureDeployment) }
        return .table(fields)
    }
}
