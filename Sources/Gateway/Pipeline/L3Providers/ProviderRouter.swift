// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Layer 3's choice: which provider answers a request, and with whose credential.
///
/// A credential is bound to hosts: the operator's key goes to the operator's endpoint only, a client's key to the
/// endpoint of the family whose format the client speaks.
public struct ProviderRouter: Sendable {
    /// The operator's provider.
    public enum Primary: Sendable {
        /// An endpoint; `isExplicit` when the operator wrote its URL.
        case endpoint(Endpoint, key: Credential?, isExplicit: Bool)
        /// The built-in generator of simulated answers.
        case synthetic
    }

    /// What to do with one request.
    public enum Route: Sendable, Hashable {
        case endpoint(Endpoint, Credential?)
        case synthetic
    }

    private let primary: Primary
    /// The families' own hosts, where a client's credential may go.
    private let families: [WireFormat: Endpoint]
    private let isOffline: Bool

    public init(primary: Primary, families: [WireFormat: Endpoint], isOffline: Bool) {
        self.primary = primary
        self.families = families
        self.isOffline = isOffline
    }

    /// The provider that requests of `surface` go to, and whether a client's credential would be forwarded there.
    ///
    /// - Parameter presented: a credential of the client's that is not a gateway key.
    public func route(_ surface: Surface, presented: Credential?) throws(GatewayError) -> Route {
        guard case .endpoint(let endpoint, let key, let isExplicit) = primary else { return .synthetic }
        if surface == .native || endpoint.format == surface.format {
            if let key { return try checked(endpoint, key) }
            if let presented, surface != .native { return try checked(endpoint, presented) }
            if isExplicit { return try checked(endpoint, nil) }
        } else if let presented, let own = families[surface.format] {
            return try checked(own, presented)
        }
        throw GatewayError(
            status: 503, kind: .unavailable, code: "provider_not_configured",
            message:
                "No provider is configured for this format. Run `isartor set-key --provider \(hint(surface))`, or send your own provider key with the request."
        )
    }

    /// Whether a client's credential becomes its principal: no operator's key would be used for it.
    public func forwards(_ surface: Surface) -> Bool {
        guard case .endpoint(let endpoint, let key, _) = primary else { return false }
        return surface != .native && (endpoint.format != surface.format || key == nil)
    }

    private func checked(_ endpoint: Endpoint, _ credential: Credential?) throws(GatewayError) -> Route {
        if isOffline, !endpoint.isLoopback {
            throw GatewayError(
                status: 503, kind: .unavailable, code: "offline_mode_active",
                message:
                    "The gateway is in offline mode and this request needs the provider `\(endpoint.provider)`. Unset offline_mode to allow it."
            )
        }
        return .endpoint(endpoint, credential)
    }

    private func hint(_ surface: Surface) -> String {
        surface == .messages ? "anthropic" : "openai"
    }
}
