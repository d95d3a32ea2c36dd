// SPDX-License-Identifier: Apache-2.0

import Addresses

/// The rules about an Azure provider: its address is the resource's endpoint, to which deployment and version are added.
enum AzureRules {
    /// A rule that is broken, by the setting of a primary provider and the field of a fallback.
    struct Finding {
        let setting: SettingDefinition
        let field: String
        let reason: String
        let remedy: String
    }

    /// Every rule that `member` breaks; a missing address is reported elsewhere.
    static func findings(_ member: ChainedProvider) -> [Finding] {
        var findings: [Finding] = []
        if let url = member.url, let problem = problem(url) {
            findings.append(
                Finding(
                    setting: ProviderSettings.url.definition, field: "url", reason: problem,
                    remedy: "use the endpoint that Azure shows for the resource, as \"https://NAME.openai.azure.com\""))
        }
        if member.azureDeployment == nil {
            findings.append(
                Finding(
                    setting: ProviderSettings.azureDeployment.definition, field: "azure_deployment_id",
                    reason: "no deployment is named", remedy: "set azure_deployment_id to the name given in Azure"))
        } else if let deployment = member.azureDeployment, !isPathSegment(deployment) {
            findings.append(
                Finding(
                    setting: ProviderSettings.azureDeployment.definition, field: "azure_deployment_id",
                    reason: "a deployment's name has letters, digits, hyphens, dots and underscores only",
                    remedy: "copy it from Azure again"))
        }
        if !isPathSegment(member.azureAPIVersion) {
            findings.append(
                Finding(
                    setting: ProviderSettings.azureAPIVersion.definition, field: "azure_api_version",
                    reason: "no version of Azure's interface is named",
                    remedy: "set it as \"\(ChainedProvider.defaultAzureAPIVersion)\", or leave it out"))
        }
        return findings
    }

    private static func problem(_ url: String) -> String? {
        let lowercased = url.lowercased()
        let parts = ["/openai/", "/deployments/", "chat/completions", "api-version="]
        if let part = parts.first(where: { lowercased.contains($0) }) {
            return "the address has \"\(part)\" in it, which is added to it"
        }
        guard let host = EndpointURL.host(of: url) else { return nil }
        let isKnown = PrivateHost.matches(host) || ProviderCatalogue.azure.owns(host)
        // Another vendor's host is reported as such.
        guard !isKnown, ProviderCatalogue.owner(of: host) == nil else { return nil }
        return "\(host) is no host of Azure's"
    }

    private static func isPathSegment(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { TOMLText.isBareKeyByte($0) || $0 == UInt8(ascii: ".") }
    }
}
