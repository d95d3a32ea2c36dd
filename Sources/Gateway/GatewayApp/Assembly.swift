// SPDX-License-Identifier: Apache-2.0

import Conversation
import DataPlane
import NIOCore
import NIOSSL
import Pipeline
import Providers
import Settings

/// Turns settings into the parts of a gateway. The only place that knows them all.
struct Assembly: Sendable {
    let settings: Settings
    let dataPlane: DataPlaneConfiguration
    let cache: ExactCache<ByteBuffer>

    /// The families' own hosts, where a client's own key may go.
    private static let openAI = "https://api.openai.com/v1"
    private static let anthropic = "https://api.anthropic.com"

    init(_ settings: Settings, syntheticLatency: TimeAmount = .zero) throws(GatewayFailure) {
        self.settings = settings
        let server = settings.server
        let router = try Self.router(settings.provider)
        cache = ExactCache(limits: Self.cacheLimits(settings.cache))
        dataPlane = DataPlaneConfiguration(
            gatekeeper: Gatekeeper(
                keys: settings.authentication.allKeys.map(\.key.value), isLoopbackBound: server.address.isLoopback,
                router: router),
            router: router, cache: cache,
            limits: .init(
                body: server.maxBodyBytes, head: server.maxHeaderBytes,
                bodiesPerLoop: max(256 << 20, 4 * min(server.maxBodyBytes, 1 << 30)), connections: server.maxConnections
            ),
            clientTimeouts: .init(
                head: TimeAmount(server.headerTimeout), body: TimeAmount(server.bodyTimeout),
                keepAlive: TimeAmount(server.keepAliveTimeout), write: TimeAmount(server.bodyTimeout)),
            upstreamTimeouts: UpstreamTimeouts(
                connect: TimeAmount(settings.provider.connectTimeout),
                firstByte: TimeAmount(settings.provider.firstByteTimeout),
                idle: TimeAmount(settings.provider.idleTimeout), total: TimeAmount(settings.provider.totalTimeout)),
            poolLimits: .init(connections: settings.provider.maxConnectionsPerLoop),
            tls: try Self.tls(verifies: settings.provider.verifiesTLS), aliases: settings.provider.modelAliases,
            defaultModel: settings.provider.model, synthetic: SyntheticProvider(firstByte: syntheticLatency))
    }

    private static func cacheLimits(_ cache: CacheSettings) -> ExactCache<ByteBuffer>.Limits {
        .init(
            entries: cache.answersExactRepeats ? cache.maxEntries : 0, bytes: cache.maxBytes,
            entryBytes: cache.maxEntryBytes, lifetime: Int64(cache.timeToLive.components.seconds) * 1000)
    }

    private static func router(_ provider: ProviderSettings) throws(GatewayFailure) -> ProviderRouter {
        var families: [WireFormat: Endpoint] = [:]
        families[.openAIChat] = Endpoint(provider: "openai", format: .openAIChat, url: openAI)
        families[.anthropicMessages] = Endpoint(provider: "anthropic", format: .anthropicMessages, url: anthropic)
        guard provider.name != .synthetic else {
            return ProviderRouter(primary: .synthetic, families: families, isOffline: provider.isOffline)
        }
        let isAnthropic = provider.name == .anthropic
        let format: WireFormat = isAnthropic ? .anthropicMessages : .openAIChat
        let url = provider.url ?? (isAnthropic ? anthropic : openAI)
        guard let endpoint = Endpoint(provider: provider.name.rawValue, format: format, url: url) else {
            throw .providerURL
        }
        let key = provider.apiKey.map { Credential(carrier: isAnthropic ? .apiKey : .bearer, key: $0.value) }
        return ProviderRouter(
            primary: .endpoint(endpoint, key: key, isExplicit: provider.url != nil), families: families,
            isOffline: provider.isOffline)
    }

    private static func tls(verifies: Bool) throws(GatewayFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if !verifies { configuration.certificateVerification = .none }
        do { return try NIOSSLContext(configuration: configuration) } catch { throw .tls }
    }
}
