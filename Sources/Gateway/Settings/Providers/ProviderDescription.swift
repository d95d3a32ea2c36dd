// SPDX-License-Identifier: Apache-2.0

import Addresses

/// What there is to know about a provider before it is configured: a line of the catalogue.
public struct ProviderDescription: Sendable, Equatable {
    /// The lower-case name that `llm_provider` takes.
    public let name: String
    /// Its own address, a base or a whole endpoint; `nil` where only the user knows it.
    public let baseURL: String?
    /// What is spoken there.
    public let family: ProviderFamily
    /// How it wants its key.
    public let carrier: KeyCarrier
    /// The model for requests that name none, unless the user sets one; `nil` where any choice would be a guess.
    public let defaultModel: String?
    /// Whether it never answers without a key.
    public let needsKey: Bool
    /// What an address looks like where the user must give it; `nil` where there is no need to.
    public let urlExample: String?
    /// The hosts that its keys may go to besides that of `baseURL`; `*` at the beginning stands for any text.
    public let moreHosts: [String]

    /// Whether the user must give its address.
    public var needsURL: Bool { urlExample != nil }

    /// Whether it stands for whatever server the address names, and its key belongs there.
    public var isGeneric: Bool { urlExample != nil && moreHosts.isEmpty }

    init(
        _ name: String, _ baseURL: String?, _ family: ProviderFamily, _ carrier: KeyCarrier = .bearer,
        model: String? = nil, needsKey: Bool = true, urlExample: String? = nil, moreHosts: [String] = []
    ) {
        self.name = name
        self.baseURL = baseURL
        self.family = family
        self.carrier = carrier
        defaultModel = model
        self.needsKey = needsKey
        self.urlExample = urlExample
        self.moreHosts = moreHosts
    }

    /// A vendor that speaks chat completions and takes its key as bearer, as most do.
    static func chat(
        _ name: String, _ baseURL: String, model: String? = nil, moreHosts: [String] = []
    ) -> ProviderDescription {
        ProviderDescription(name, baseURL, .openAIChat, model: model, moreHosts: moreHosts)
    }

    /// A server of the user's own that speaks chat completions and may ask for a key.
    static func local(_ name: String, _ baseURL: String) -> ProviderDescription {
        ProviderDescription(name, baseURL, .openAIChat, needsKey: false)
    }

    /// Whether `host`, in lower case, is one that the provider's keys are bound to, or below one.
    ///
    /// Servers of the user's own are nobody's: their names say nothing about who runs them.
    public func owns(_ host: String) -> Bool {
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        guard !PrivateHost.matches(host) else { return false }
        let own = baseURL.flatMap(EndpointURL.host(of:)).map { [$0] } ?? []
        return (own + moreHosts).contains { bound in
            bound.hasPrefix("*") ? host.hasSuffix(bound.dropFirst()) : host == bound || host.hasSuffix("." + bound)
        }
    }
}
