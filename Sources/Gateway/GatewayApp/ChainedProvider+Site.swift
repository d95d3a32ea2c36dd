// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Settings

extension ProviderSite {
    /// The site, knowing whether it may be asked for token counts that a client did not ask for.
    func asking(_ streamUsage: StreamUsage) -> ProviderSite {
        var site = self
        switch streamUsage {
        case .always: site.takesStreamUsage = true
        case .never: site.takesStreamUsage = false
        case .auto: site.takesStreamUsage = preferred.host == "api.openai.com" || provider == "vllm"
        }
        return site
    }
}

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
