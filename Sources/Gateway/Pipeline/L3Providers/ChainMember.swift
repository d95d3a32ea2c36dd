// SPDX-License-Identifier: Apache-2.0

/// One provider of the chain: where it is, the keys that belong there, and the models that it is asked for.
///
/// Keys stand beside the only site that they may go to; there is no other way to a provider's key.
public final class ChainMember: Sendable {
    /// What the member is called in headers and reports; no other member has the name.
    public let id: String
    public let site: ProviderSite
    /// Empty where the provider takes none, or where clients bring their own.
    public let keys: [Credential]
    /// The model for requests whose own means nothing to this provider.
    public let model: String
    /// What this provider calls the models that clients ask for.
    public let modelMap: [String: String]
    /// Whether a request's model goes to this provider under its own name.
    public let takesRequestModel: Bool
    /// Whether the operator meant the provider to be asked without a key.
    public let worksWithoutKey: Bool

    public init(
        id: String, site: ProviderSite, keys: [Credential], model: String, modelMap: [String: String] = [:],
        takesRequestModel: Bool, worksWithoutKey: Bool
    ) {
        self.id = id
        self.site = site
        self.keys = keys
        self.model = model
        self.modelMap = modelMap
        self.takesRequestModel = takesRequestModel
        self.worksWithoutKey = worksWithoutKey
    }

    /// What this provider is asked for when a client asks for `model`.
    public func model(for model: String?) -> String? {
        if let model, let own = modelMap[model] { return own }
        return takesRequestModel ? model : self.model
    }
}
