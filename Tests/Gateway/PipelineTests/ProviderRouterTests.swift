// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@Suite("Provider router")
struct ProviderRouterTests {
    private let operatorKey = Credential(carrier: .bearer, key: "operator")
    private let clientKey = Credential(carrier: .apiKey, key: "client")

    private func site(_ format: WireFormat, _ host: String) throws -> ProviderSite {
        try #require(ProviderSite(provider: host, formats: [format], url: "https://\(host).example"))
    }

    private func families() throws -> [WireFormat: ProviderSite] {
        [
            .openAIChat: try site(.openAIChat, "openai"),
            .anthropicMessages: try site(.anthropicMessages, "anthropic"), .gemini: try site(.gemini, "gemini"),
        ]
    }

    /// A router whose chain is one provider.
    private func router(
        _ site: ProviderSite, key: Credential?, isExplicit: Bool, families: [WireFormat: ProviderSite],
        isOffline: Bool = false
    ) -> ProviderRouter {
        let member = ChainMember(
            id: site.provider, site: site, keys: key.map { [$0] } ?? [], model: "m", takesRequestModel: true,
            worksWithoutKey: isExplicit)
        return ProviderRouter(chain: [member], families: families, isOffline: isOffline)
    }

    /// The one candidate of a route, and the credential that it gets.
    private func only(
        _ route: ProviderRouter.Route, of router: ProviderRouter
    ) -> (site: ProviderSite, credential: Credential?)? {
        guard case .candidates(let found) = route, found.count == 1 else { return nil }
        let member = router.members[found[0].member]
        return switch found[0].access {
        case .pool: (member.site, member.keys.first)
        case .presented(let credential): (member.site, credential)
        case .open: (member.site, nil)
        }
    }

    /// One configuration and request.
    struct Case: Sendable, CustomStringConvertible {
        var primary: WireFormat
        var hasKey: Bool
        var isExplicit: Bool
        var isPresented: Bool
        var isOffline: Bool
        var surface: Surface

        var description: String {
            "\(primary)\(hasKey ? ", key" : "")\(isExplicit ? ", explicit" : "")"
                + "\(isPresented ? ", presented" : "")\(isOffline ? ", offline" : "") on \(surface)"
        }

        static var all: [Case] {
            let both = [false, true]
            var cases: [Case] = []
            for primary in [WireFormat.openAIChat, .anthropicMessages, .openAIResponses, .gemini] {
                for hasKey in both {
                    for isExplicit in both {
                        for isPresented in both {
                            for isOffline in both {
                                for surface in Surface.allCases {
                                    cases.append(
                                        Case(
                                            primary: primary, hasKey: hasKey, isExplicit: isExplicit,
                                            isPresented: isPresented, isOffline: isOffline, surface: surface))
                                }
                            }
                        }
                    }
                }
            }
            return cases
        }

        /// Who is asked and with what: `primary` or a family's host, the operator's key, the client's or none; or a code.
        var expected: String {
            let isFamily = surface.format.family == primary.family
            let route =
                switch (hasKey, isPresented && surface != .native, isFamily, isExplicit) {
                case (true, _, _, _): "primary operator"
                case (false, true, true, _): "primary client"
                // What the operator wrote down takes no key; the client's stays here.
                case (false, _, _, true): "primary none"
                case (false, true, false, false): family + " client"
                case (false, false, _, false): "provider_not_configured"
                }
            return isOffline && route != "provider_not_configured" ? "offline_mode_active" : route
        }

        private var family: String {
            switch surface.format.family {
            case .anthropicMessages: "anthropic"
            case .gemini: "gemini"
            default: "openai"
            }
        }
    }

    @Test("every combination goes where it should", arguments: Case.all)
    func table(one: Case) throws {
        let router = router(
            try site(one.primary, "primary"), key: one.hasKey ? operatorKey : nil, isExplicit: one.isExplicit,
            families: try families(), isOffline: one.isOffline)
        let found: String
        do throws(GatewayError) {
            let route = try router.route(one.surface.format, presented: one.isPresented ? clientKey : nil)
            if let (site, credential) = only(route, of: router) {
                found = "\(site.provider) \(credential?.key ?? "none")"
                // A key of the operator's never meets another host than the operator's.
                #expect(credential != operatorKey || site.provider == "primary")
                // A client's key meets only hosts of its own family.
                #expect(credential != clientKey || site.preferred.format.family == one.surface.format.family)
            } else {
                found = "\(route)"
            }
        } catch {
            found = error.code
            #expect(error.status == 503)
            #expect(error.kind == .unavailable)
            #expect(!error.message.contains("operator") && !error.message.contains("client"))
        }
        #expect(found == one.expected)
        // Whoever is asked with the client's key has their own partition.
        if found.hasSuffix(" client") { #expect(router.forwards(one.surface.format)) }
        if found.hasSuffix(" operator") { #expect(!router.forwards(one.surface.format)) }
        if one.surface == .native { #expect(!router.forwards(one.surface.format)) }
    }

    @Test("a vendor's own service that is written down without a key leaves other families' clients to their own hosts")
    func vendorWithoutKey() throws {
        let router = router(
            try site(.openAIChat, "openai"), key: nil, isExplicit: true, families: try families())
        let route = try router.route(.anthropicMessages, presented: clientKey)
        let found = try #require(only(route, of: router))
        #expect(try found.site == site(.anthropicMessages, "anthropic"))
        #expect(found.credential == clientKey)
        #expect(router.forwards(.anthropicMessages))
    }

    @Test("offline, a provider on this machine may be asked")
    func offlineLoopback() throws {
        let local = try #require(
            ProviderSite(provider: "ollama", formats: [.openAIChat], url: "http://127.0.0.1:11434"))
        let router = router(local, key: nil, isExplicit: true, families: try families(), isOffline: true)
        for (format, key) in [(WireFormat.openAIChat, nil), (.anthropicMessages, clientKey)] {
            let found = try #require(only(try router.route(format, presented: key), of: router))
            #expect(found.site == local && found.credential == nil)
        }
    }

    @Test("the synthetic provider answers all surfaces and takes no credential", arguments: Surface.allCases)
    func synthetic(surface: Surface) throws {
        let router = ProviderRouter(chain: nil, families: try families(), isOffline: true)
        #expect(try router.route(surface.format, presented: clientKey) == .synthetic)
        #expect(!router.forwards(surface.format))
    }

    @Test("without a host of the family nobody is asked")
    func noFamily() throws {
        let router = router(try site(.openAIChat, "primary"), key: nil, isExplicit: false, families: [:])
        do throws(GatewayError) {
            _ = try router.route(.anthropicMessages, presented: clientKey)
            Issue.record("somebody was asked")
        } catch {
            #expect(error.code == "provider_not_configured")
            #expect(error.message.contains("--provider anthropic"))
        }
    }

    @Test("what only one family does is refused by others", arguments: Operation.Passage.allCases)
    func passages(passage: Operation.Passage) throws {
        for format in [WireFormat.openAIChat, .openAIResponses, .anthropicMessages, .gemini] {
            let router = router(
                try site(format, "primary"), key: operatorKey, isExplicit: true, families: try families())
            let isOwn =
                switch passage {
                case .embeddings, .completions: format == .openAIChat
                case .storedResponses: format == .openAIResponses
                case .messagesTokens: format == .anthropicMessages
                case .geminiTokens, .geminiOther: format == .gemini
                }
            do throws(GatewayError) {
                _ = try router.route(passage, presented: nil)
                #expect(isOwn)
            } catch {
                #expect(!isOwn && error.status == 400 && error.code == "operation_not_supported")
            }
        }
    }

    // MARK: Chains

    private func member(
        _ name: String, _ format: WireFormat = .openAIChat, keys: [Credential] = [], isFree: Bool = false
    ) throws -> ChainMember {
        ChainMember(
            id: name, site: try site(format, name), keys: keys, model: "m-\(name)", takesRequestModel: name == "first",
            worksWithoutKey: isFree)
    }

    private func names(_ route: ProviderRouter.Route, _ router: ProviderRouter) -> [String] {
        guard case .candidates(let found) = route else { return [] }
        return found.map { router.members[$0.member].id }
    }

    @Test("a chain is asked in its order, whatever its members speak; who has no key is left out")
    func chain() throws {
        let router = ProviderRouter(
            chain: [
                try member("first", keys: [operatorKey]), try member("second", .anthropicMessages, keys: [operatorKey]),
                try member("third"), try member("fourth", .gemini, isFree: true),
            ], families: try families(), isOffline: false)
        #expect(names(try router.route(.openAIChat, presented: nil), router) == ["first", "second", "fourth"])
        #expect(names(try router.route(.native, presented: nil), router) == ["first", "second", "fourth"])
    }

    @Test("a client chooses among the members, in its own order, and leaves out others")
    func selection() throws {
        let router = ProviderRouter(
            chain: [
                try member("first", keys: [operatorKey]), try member("second", keys: [operatorKey]),
                try member("third", keys: [operatorKey]),
            ], families: try families(), isOffline: false)
        func chosen(_ only: String?, _ except: String?) throws -> [String] {
            let selection = ProviderSelection(only: only, except: except)
            return names(try router.route(.openAIChat, presented: nil, selection: selection), router)
        }
        #expect(try chosen("third, FIRST", nil) == ["third", "first"])
        #expect(try chosen(nil, "second") == ["first", "third"])
        #expect(try chosen("second,third", "third") == ["second"])
        #expect(try chosen("", nil) == ["first", "second", "third"])
        for (only, except, code) in [
            ("nobody", nil, "unknown_provider"), (nil, "openai", "unknown_provider"),
            ("first", "first", "provider_not_configured"),
        ] {
            do throws(GatewayError) {
                let selection = ProviderSelection(only: only, except: except)
                _ = try router.route(.openAIChat, presented: nil, selection: selection)
                Issue.record("somebody was found")
            } catch {
                #expect(error.code == code)
            }
        }
    }

    @Test("offline, only the members in the own network are asked")
    func offlineChain() throws {
        let local = ChainMember(
            id: "local",
            site: try #require(ProviderSite(provider: "vllm", formats: [.openAIChat], url: "http://10.0.0.7:8000")),
            keys: [], model: "m", takesRequestModel: false, worksWithoutKey: true)
        let router = ProviderRouter(
            chain: [try member("first", keys: [operatorKey]), local], families: try families(), isOffline: true)
        #expect(names(try router.route(.openAIChat, presented: nil), router) == ["local"])
    }

    @Test("each member is asked for a model that it knows")
    func models() throws {
        let first = try member("first")
        #expect(first.model(for: "gpt") == "gpt" && first.model(for: nil) == nil)
        let other = ChainMember(
            id: "x", site: try site(.openAIChat, "x"), keys: [], model: "own", modelMap: ["gpt": "large"],
            takesRequestModel: false, worksWithoutKey: false)
        #expect(
            other.model(for: "gpt") == "large" && other.model(for: "else") == "own" && other.model(for: nil) == "own")
    }
}
