// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Settings

extension ChainedProvider {
    /// Where the provider is asked; nil if its address is none.
    var site: ProviderSite? {
        guard let address else { return nil }
        switch name {
        case .azure:
            return ProviderSite(azure: address, deployment: azureDeployment ?? model, apiVersion: azureAPIVersion)
        case .copilot: return ProviderSite(copilot: address)
        default: return ProviderSite(provider: name.rawValue, formats: name.formats, url: address)
        }
    }
}
