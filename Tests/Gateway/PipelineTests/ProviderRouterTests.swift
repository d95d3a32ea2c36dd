// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import Testing

@Suite("Provider router")
struct ProviderRouterTests {
    private let operatorKey = Credential(carrier: .bearer, key: "operator")
    private let clientKey = Credential(carrier: .apiKey, key: "client")

    private func endpoint(_ format: WireFormat, _ host: String) throws -> Endpoint {
        try #require(Endpoint(provider: host, format: format, url: "https://\(host).example"))
    }

    private func families() throws -> [WireFormat: Endpoint] {
        [
            .openAIChat: try endpoint(.openAIChat, "openai"),
            .anthropicMessages: try endpoint(.anthropicMessages, "anthropic"),
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
            for primary in [WireFormat.openAIChat, .anthropicMessages] {
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
            let isOwn = surface == .native || surface.format == primary
            let route =
                switch (isOwn, hasKey, isPresented && surface != .native, isExplicit) {
                case (true, true, _, _): "primary operator"
                case (true, false, true, _): "primary client"
                case (true, false, false, true): "primary none"
                case (true, false, false, false): "provider_not_configured"
                case (false, _, true, _): surface == .messages ? "anthropic client" : "openai client"
                case (false, _, false, _): "provider_not_configured"
                }
            return isOffline && route != "provider_not_configured" ? "offline_mode_active" : route
        }
    }

    @Test("every combination goes where it should", arguments: Case.all)
    func table(one: Case) throws {
        let router = ProviderRouter(
            primary: .endpoint(
                try endpoint(one.primary, "primary"), key: one.hasKey ? operatorKey : nil, isExplicit: one.isExplicit),
            families: try families(), isOffline: one.isOffline)
        let found: String
        do {
            switch try router.route(one.surface, presented: one.isPresented ? clientKey : nil) {
            case .endpoint(let endpoint, let credential):
                found = "\(endpoint.provider) \(credential?.key ?? "none")"
                // A key of the operator's never meets another host than the operator's.
                #expect(credential != operatorKey || endpoint.provider == "primary")
                #expect(endpoint.format == one.surface.format || one.surface == .native)
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
        if found.hasSuffix(" client") { #expect(router.forwards(one.surface)) }
        if found.hasSuffix(" operator") { #expect(!router.forwards(one.surface)) }
        if one.surface == .native { #expect(!router.forwards(one.surface)) }
    }

    @Test("offline, a provider on this machine may be asked")
    func offlineLoopback() throws {
        let local = try #require(Endpoint(provider: "ollama", format: .openAIChat, url: "http://127.0.0.1:11434"))
        let router = ProviderRouter(
            primary: .endpoint(local, key: nil, isExplicit: true), families: try families(), isOffline: true)
        #expect(try router.route(.chatCompletions, presented: nil) == .endpoint(local, nil))
        #expect(throws: GatewayError.self) { try router.route(.messages, presented: clientKey) }
    }

    @Test("the synthetic provider answers all surfaces and takes no credential", arguments: Surface.allCases)
    func synthetic(surface: Surface) throws {
        let router = ProviderRouter(primary: .synthetic, families: try families(), isOffline: true)
        #expect(try router.route(surface, presented: clientKey) == .synthetic)
        #expect(!router.forwards(surface))
    }

    @Test("without a host of the family nobody is asked")
    func noFamily() throws {
        let router = ProviderRouter(
            primary: .endpoint(try endpoint(.openAIChat, "primary"), key: operatorKey, isExplicit: true), families: [:],
            isOffline: false)
        do {
            _ = try router.route(.messages, presented: clientKey)
            Issue.record("somebody was asked")
        } catch {
            #expect(error.code == "provider_not_configured")
            #expect(error.message.contains("--provider anthropic"))
        }
    }
}
