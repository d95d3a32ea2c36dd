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
        let router = ProviderRouter(
            primary: .site(
                try site(one.primary, "primary"), key: one.hasKey ? operatorKey : nil, isExplicit: one.isExplicit),
            families: try families(), isOffline: one.isOffline)
        let found: String
        do {
            switch try router.route(one.surface.format, presented: one.isPresented ? clientKey : nil) {
            case .site(let site, let credential):
                found = "\(site.provider) \(credential?.key ?? "none")"
                // A key of the operator's never meets another host than the operator's.
                #expect(credential != operatorKey || site.provider == "primary")
                // A client's key meets only hosts of its own family.
                #expect(credential != clientKey || site.preferred.format.family == one.surface.format.family)
            case .synthetic: found = "synthetic"
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
        let router = ProviderRouter(
            primary: .site(try site(.openAIChat, "openai"), key: nil, isExplicit: true), families: try families(),
            isOffline: false)
        let anthropic = try site(.anthropicMessages, "anthropic")
        #expect(try router.route(.anthropicMessages, presented: clientKey) == .site(anthropic, clientKey))
        #expect(router.forwards(.anthropicMessages))
    }

    @Test("offline, a provider on this machine may be asked")
    func offlineLoopback() throws {
        let local = try #require(
            ProviderSite(provider: "ollama", formats: [.openAIChat], url: "http://127.0.0.1:11434"))
        let router = ProviderRouter(
            primary: .site(local, key: nil, isExplicit: true), families: try families(), isOffline: true)
        #expect(try router.route(.openAIChat, presented: nil) == .site(local, nil))
        #expect(try router.route(.anthropicMessages, presented: clientKey) == .site(local, nil))
    }

    @Test("the synthetic provider answers all surfaces and takes no credential", arguments: Surface.allCases)
    func synthetic(surface: Surface) throws {
        let router = ProviderRouter(primary: .synthetic, families: try families(), isOffline: true)
        #expect(try router.route(surface.format, presented: clientKey) == .synthetic)
        #expect(!router.forwards(surface.format))
    }

    @Test("without a host of the family nobody is asked")
    func noFamily() throws {
        let router = ProviderRouter(
            primary: .site(try site(.openAIChat, "primary"), key: nil, isExplicit: false), families: [:],
            isOffline: false)
        do {
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
            let router = ProviderRouter(
                primary: .site(try site(format, "primary"), key: operatorKey, isExplicit: true),
                families: try families(), isOffline: false)
            let isOwn =
                switch passage {
                case .embeddings, .completions: format == .openAIChat
                case .storedResponses: format == .openAIResponses
                case .messagesTokens: format == .anthropicMessages
                case .geminiTokens, .geminiOther: format == .gemini
                }
            do {
                _ = try router.route(passage, presented: nil)
                #expect(isOwn)
            } catch {
                #expect(!isOwn && error.status == 400 && error.code == "operation_not_supported")
            }
        }
    }
}
