// SPDX-License-Identifier: Apache-2.0

import Addresses

/// A provider with all that is needed to ask it: the primary one, or one that is tried when those before it fail.
public struct ChainedProvider: Sendable, Equatable {
    /// Who it is.
    public var name: ProviderName
    /// Where it is, a base or a full endpoint; `nil` is its own address.
    public var url: String?
    /// The model for requests whose own model it does not know.
    public var model: String
    /// Its keys, the single one first.
    public var keys: [ProviderKeySettings]
    /// How the next key is chosen.
    public var rotation: KeyRotation
    /// How long a key rests after a rate limit for which the provider names no time.
    public var cooldown: Duration
    /// The model that is sent, by the model that is asked for.
    public var modelMap: [String: String]
    /// The deployment, for Azure.
    public var azureDeployment: String?
    /// The version of the interface, for Azure.
    public var azureAPIVersion: String
    /// Whether it is the one that `llm_provider` names.
    public var isPrimary: Bool

    /// A member of a chain; what is left out has its default.
    public init(
        _ name: ProviderName, url: String? = nil, model: String, keys: [ProviderKeySettings] = [],
        rotation: KeyRotation = .roundRobin, cooldown: Duration = .seconds(60), modelMap: [String: String] = [:],
        azureDeployment: String? = nil, azureAPIVersion: String = Self.defaultAzureAPIVersion, isPrimary: Bool = false
    ) {
        self.name = name
        self.url = url
        self.model = model
        self.keys = keys
        self.rotation = rotation
        self.cooldown = cooldown
        self.modelMap = modelMap
        self.azureDeployment = azureDeployment
        self.azureAPIVersion = azureAPIVersion
        self.isPrimary = isPrimary
    }

    /// The version of Azure's interface when none is given.
    public static let defaultAzureAPIVersion = "2024-08-01-preview"

    /// Where it is asked: the given address, else its own; `nil` when neither is known.
    public var address: String? { url ?? name.baseURL }

    /// Whether it is on this machine or in a private network; also where nothing is asked over a network.
    public var isPrivate: Bool {
        guard let host = address.flatMap(EndpointURL.host(of:)) else { return name == .synthetic }
        return PrivateHost.matches(host)
    }

    /// Whether it cannot answer without a key of the operator's: a vendor's, not a server of the user's own.
    public var needsKey: Bool { name.needsKey && !isPrivate }
}
