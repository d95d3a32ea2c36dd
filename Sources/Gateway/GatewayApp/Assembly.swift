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
        var families: [WireFormat: ProviderSite] = [:]
        for name in [ProviderName.openAI, .anthropic, .gemini] {
            guard let url = name.publicURL, let format = name.formats.first else { continue }
            families[format] = ProviderSite(provider: name.rawValue, formats: name.formats, url: url)
        }
        guard provider.name != .synthetic else {
            return ProviderRouter(primary: .synthetic, families: families, isOffline: provider.isOffline)
        }
        guard let url = provider.url ?? provider.name.publicURL,
            let site = ProviderSite(provider: provider.name.rawValue, formats: provider.name.formats, url: url)
        else { throw .providerURL }
        let key = provider.apiKey.map { Credential(carrier: provider.name.carrier, key: $0.value) }
        return ProviderRouter(
            primary: .site(site, key: key, isExplicit: provider.url != nil), families: families,
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
