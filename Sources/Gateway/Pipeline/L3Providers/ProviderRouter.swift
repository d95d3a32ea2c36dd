// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Layer 3's choice: which providers may answer a request, in which order, and with whose credential.
///
/// A credential is bound to hosts: the operator's keys go to the site that they were written down for, a client's key
/// to the host of the family whose format the client speaks.
public struct ProviderRouter: Sendable {
    /// What to do with one request.
    public enum Route: Sendable, Hashable {
        /// These, best first; not empty.
        case candidates([Candidate])
        /// The built-in generator of simulated answers.
        case synthetic
    }

    /// The operator's chain, then the families' own sites, where clients' credentials may go.
    public let members: [ChainMember]
    private let chain: Range<Int>
    private let families: [WireFormat: Int]
    private let isSynthetic: Bool
    /// The members that offline mode leaves no way to.
    private let unreachable: Set<Int>

    /// - Parameters:
    ///   - chain: the operator's providers, the first choice first; nil for simulated answers.
    ///   - families: the families' own sites.
    public init(chain: [ChainMember]?, families: [WireFormat: ProviderSite], isOffline: Bool) {
        var members = chain ?? []
        self.chain = members.indices
        var places: [WireFormat: Int] = [:]
        for (format, site) in families.sorted(by: { $0.value.provider < $1.value.provider }) {
            places[format] = members.count
            let isTaken = members.contains { $0.id == site.provider }
            members.append(
                ChainMember(
                    id: isTaken ? site.provider + "-forwarded" : site.provider, site: site, keys: [], model: "",
                    takesRequestModel: true, worksWithoutKey: false))
        }
        self.members = members
        self.families = places
        isSynthetic = chain == nil
        unreachable = Set(isOffline ? members.indices.filter { !members[$0].site.isPrivate } : [])
    }

    /// The providers for requests in `format`, be it that they speak another one.
    ///
    /// - Parameter presented: a credential of the client's that is not a gateway key. It goes to providers of its own
    ///   family only.
    public func route(
        _ format: WireFormat, presented: Credential?, selection: ProviderSelection = ProviderSelection()
    ) throws(GatewayError) -> Route {
        guard !isSynthetic else { return .synthetic }
        if !selection.isFree { try check(selection) }
        var found: [Candidate] = []
        var kept: ChainMember?
        for place in chain {
            if !selection.isFree, !allows(place, selection) { continue }
            guard let candidate = candidate(place, format, presented) else { continue }
            if unreachable.contains(candidate.member) {
                kept = members[candidate.member]
            } else {
                found.append(candidate)
            }
        }
        if !selection.only.isEmpty { found.sort { rank($0, selection) < rank($1, selection) } }
        if found.isEmpty { throw kept.map(offline) ?? notConfigured(format, selection) }
        return .candidates(found)
    }

    /// The providers of an operation that only one family does.
    public func route(
        _ passage: Operation.Passage, presented: Credential?, selection: ProviderSelection = ProviderSelection()
    ) throws(GatewayError) -> Route {
        let route = try route(passage.family, presented: presented, selection: selection)
        var first = "synthetic"
        if case .candidates(let candidates) = route {
            let able = candidates.filter { members[$0.member].site.does(passage) }
            if !able.isEmpty { return .candidates(able) }
            first = members[candidates[0].member].site.provider
        }
        throw GatewayError(
            status: 400, kind: .invalidRequest, code: "operation_not_supported",
            message:
                "\(passage.words) cannot be translated for the provider `\(first)`. Configure a provider of the request's own family."
        )
    }

    /// Whether a client's credential becomes its principal: some provider of the chain would be asked with it.
    public func forwards(_ format: WireFormat) -> Bool {
        guard !isSynthetic, format != .native else { return false }
        return chain.contains { place in
            let member = members[place]
            guard member.keys.isEmpty else { return false }
            return member.site.isOf(format) || place == chain.lowerBound && !mayWorkWithoutKey(member)
        }
    }

    // MARK: One member

    private func candidate(_ place: Int, _ format: WireFormat, _ presented: Credential?) -> Candidate? {
        let member = members[place]
        if !member.keys.isEmpty { return Candidate(member: place, access: .pool) }
        if let presented, format != .native {
            if member.site.isOf(format) { return Candidate(member: place, access: .presented(presented)) }
            if place == chain.lowerBound, !mayWorkWithoutKey(member), let own = families[format.family] {
                return Candidate(member: own, access: .presented(presented))
            }
        }
        return member.worksWithoutKey ? Candidate(member: place, access: .open) : nil
    }

    /// Whether a provider answers without a key: it was written down, and is none of the vendors' own services, which
    /// never do.
    private func mayWorkWithoutKey(_ member: ChainMember) -> Bool {
        member.worksWithoutKey
            && !families.values.contains { members[$0].site.preferred.host == member.site.preferred.host }
    }

    // MARK: The client's selection

    private func allows(_ place: Int, _ selection: ProviderSelection) -> Bool {
        func names(_ list: [String]) -> Bool {
            list.contains { $0 == members[place].id || $0 == members[place].site.provider }
        }
        return (selection.only.isEmpty || names(selection.only)) && !names(selection.except)
    }

    private func rank(_ candidate: Candidate, _ selection: ProviderSelection) -> Int {
        let member = members[candidate.member]
        return selection.only.firstIndex { $0 == member.id || $0 == member.site.provider } ?? selection.only.count
    }

    private func check(_ selection: ProviderSelection) throws(GatewayError) {
        for name in selection.only + selection.except
        where !members[chain].contains(where: { $0.id == name || $0.site.provider == name }) {
            throw GatewayError(
                status: 400, kind: .invalidRequest, code: "unknown_provider",
                message:
                    "The request names a provider that is not configured. There are: \(members[chain].map(\.id).joined(separator: ", "))."
            )
        }
    }

    // MARK: Errors

    private func offline(_ member: ChainMember) -> GatewayError {
        GatewayError(
            status: 503, kind: .unavailable, code: "offline_mode_active",
            message:
                "The gateway is in offline mode and this request needs the provider `\(member.site.provider)`. Unset offline_mode to allow it."
        )
    }

    private func notConfigured(_ format: WireFormat, _ selection: ProviderSelection) -> GatewayError {
        guard selection.isFree else {
            return GatewayError(
                status: 503, kind: .unavailable, code: "provider_not_configured",
                message: "No provider that the request allows is configured for it. Widen or leave out the selection.")
        }
        let hint =
            switch format.family {
            case .anthropicMessages: "anthropic"
            case .gemini: "gemini"
            default: "openai"
            }
        return GatewayError(
            status: 503, kind: .unavailable, code: "provider_not_configured",
            message:
                "No provider is configured for this format. Run `isartor set-key --provider \(hint)`, or send your own provider key with the request."
        )
    }
}
