// SPDX-License-Identifier: Apache-2.0

extension ProviderSettings {
    /// Everybody who may be asked, in order: the provider itself, then the fallbacks.
    public var chain: [ChainedProvider] { [primary] + fallbacks }

    /// The provider itself as the first member of the chain.
    public var primary: ChainedProvider {
        ChainedProvider(
            name, url: url, model: model, keys: ProviderKeySettings.pool(of: name, single: apiKey, others: moreKeys),
            rotation: keyRotation, cooldown: keyCooldown, modelMap: modelMap, azureDeployment: azureDeployment,
            azureAPIVersion: azureAPIVersion, isPrimary: true)
    }
}
