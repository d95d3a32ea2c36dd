// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Layer 3's choice: which provider answers a request, and with whose credential.
///
/// A credential is bound to hosts: the operator's key goes to the operator's endpoint only, a client's key to the
/// host of the family whose format the client speaks.
public struct ProviderRouter: Sendable {
    /// The operator's provider.
    public enum Primary: Sendable {
        /// A provider; `isExplicit` when the operator wrote its URL.
        case site(ProviderSite, key: Credential?, isExplicit: Bool)
        /// The built-in generator of simulated answers.
        case synthetic
    }

    /// What to do with one request.
    public enum Route: Sendable, Hashable {
        case site(ProviderSite, Credential?)
        case synthetic
    }

    private let primary: Primary
    /// The families' own hosts, where a client's credential may go.
    private let families: [WireFormat: ProviderSite]
    private let isOffline: Bool

    public init(primary: Primary, families: [WireFormat: ProviderSite], isOffline: Bool) {
        self.primary = primary
        self.families = families
        self.isOffline = isOffline
    }

    /// The provider that requests in `format` go to, be it in another format, and the credential for it.
    ///
    /// - Parameter presented: a credential of the client's that is not a gateway key. It goes to providers of its own
    ///   family only.
    public func route(_ format: WireFormat, presented: Credential?) throws(GatewayError) -> Route {
        guard case .site(let site, let key, let isExplicit) = primary else { return .synthetic }
        if let key { return try checked(site, key) }
        let isFamily = site.endpoints.contains { $0.format.family == format.family }
        if let presented, format != .native {
            if isFamily { return try checked(site, presented) }
            if !mayWorkWithoutKey(site, isExplicit), let own = families[format.family] {
                return try checked(own, presented)
            }
        }
        if isExplicit { return try checked(site, nil) }
        throw GatewayError(
            status: 503, kind: .unavailable, code: "provider_not_configured",
            message:
                "No provider is configured for this format. Run `isartor set-key --provider \(hint(format))`, or send your own provider key with the request."
        )
    }

    /// The provider of an operation that only one family does.
    public func route(_ passage: Operation.Passage, presented: Credential?) throws(GatewayError) -> Route {
        let route = try route(passage.family, presented: presented)
        guard case .site(let site, _) = route, site.does(passage) else {
            let provider = if case .site(let site, _) = route { site.provider } else { "synthetic" }
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "operation_not_supported",
                message:
                    "\(passage.words) cannot be translated for the provider `\(provider)`. Configure a provider of the request's own family."
            )
        }
        return route
    }

    /// Whether a client's credential becomes its principal: no operator's key would be used for it.
    public func forwards(_ format: WireFormat) -> Bool {
        guard case .site(let site, let key, let isExplicit) = primary, key == nil, format != .native else {
            return false
        }
        return !mayWorkWithoutKey(site, isExplicit) || site.endpoints.contains { $0.format.family == format.family }
    }

    /// Whether the operator meant a provider to be asked without a key: it was written down, and is none of the
    /// vendors' own services, which never answer without one.
    private func mayWorkWithoutKey(_ site: ProviderSite, _ isExplicit: Bool) -> Bool {
        isExplicit && !families.values.contains { $0.preferred.host == site.preferred.host }
    }

    private func checked(_ site: ProviderSite, _ credential: Credential?) throws(GatewayError) -> Route {
        if isOffline, !site.preferred.isLoopback {
            throw GatewayError(
                status: 503, kind: .unavailable, code: "offline_mode_active",
                message:
                    "The gateway is in offline mode and this request needs the provider `\(site.provider)`. Unset offline_mode to allow it."
            )
        }
        return .site(site, credential)
    }

    private func hint(_ format: WireFormat) -> String {
        switch format.family {
        case .anthropicMessages: "anthropic"
        case .gemini: "gemini"
        default: "openai"
        }
    }
}
