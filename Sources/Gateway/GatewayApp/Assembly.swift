// SPDX-License-Identifier: Apache-2.0

import Conversation
import DataPlane
import KeptState
import Ledger
import Logging
import NIOCore
import NIOSSL
import Pipeline
import Providers
import Settings
import Storage

/// Turns settings into the parts of a gateway. The only place that knows them all.
struct Assembly: Sendable {
    let settings: Settings
    let dataPlane: DataPlaneConfiguration
    let cache: ExactCache<ByteBuffer>
    /// The state on disk.
    let state: StateStore
    /// What the semantic cache is made of, or why there is none.
    let meaning: SemanticStart
    let prices: PriceTable
    /// The cache's answers on disk, if they are to outlive the program.
    let answers: AnswerArchive?
    /// The semantic cache's questions and evidence on disk, if they are to outlive the program.
    let questions: QuestionArchive?
    /// The virtual keys.
    let book = KeyBook()
    let keys: KeyArchive
    /// The providers' quotas.
    let quotas: QuotaBook

    init(
        _ settings: Settings, state: StateStore = .off(), answers: AnswerArchive? = nil,
        questions: QuestionArchive? = nil,
        semantic meaning: SemanticStart = .off, logger: Logger? = nil,
        families: [ProviderName: String] = Assembly.publicFamilies, syntheticLatency: TimeAmount = .zero
    ) throws(GatewayFailure) {
        self.settings = settings
        self.state = state
        self.meaning = meaning
        let prices = PriceTable(settings.usage)
        self.prices = prices
        let writer =
            state.isKept
            ? UsageWriter(
                state, prices: prices, retentionDays: settings.usage.retentionDays, clock: Timestamp.milliseconds)
            : nil
        self.answers = answers
        self.questions = questions
        keys = KeyArchive(store: state, clock: .system)
        quotas = QuotaBook(
            settings.quota.providers.filter(\.value.hasLimits).mapValues { QuotaLimits($0) },
            wall: Timestamp.wall().seconds)
        let server = settings.server
        let router = try Self.router(settings.provider, families: families, settings.usage.streamUsage)
        let tls = try Self.tls(verifies: settings.provider.verifiesTLS)
        let cache = ExactCache<ByteBuffer>(limits: Self.cacheLimits(settings.cache), journal: answers)
        self.cache = cache
        dataPlane = DataPlaneConfiguration(
            gatekeeper: Gatekeeper(
                keys: settings.authentication.allKeys.map(\.key.value), isLoopbackBound: server.address.isLoopback,
                router: router, book: book),
            router: router, states: Self.states(settings, members: router.members),
            resilience: Self.resilience(settings),
            copilot: CopilotSessions(tokenURL: settings.provider.copilotTokenURL, tls: tls), cache: cache,
            coldAnswers: answers, semantic: meaning.parts?.cache(disk: questions) { cache.hasFresh($0, now: $1) },
            answersRepeats: settings.cache.answersExactRepeats,
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
            tls: tls, aliases: settings.provider.modelAliases,
            defaultModel: settings.provider.model, synthetic: SyntheticProvider(firstByte: syntheticLatency),
            quotas: quotas, prices: prices, keyJournal: keys,
            outputCap: settings.quota.outputCap.map { Int64($0) },
            tell: logger.map { logger in { @Sendable in logger.warning("\($0)") } },
            holdout: settings.usage.holdout, usage: writer.map { writer in { @Sendable in writer.take($0) } },
            prefixes: writer.map { writer in PrefixWatcher { writer.take($0) } })
    }

    private static func cacheLimits(_ cache: CacheSettings) -> ExactCache<ByteBuffer>.Limits {
        .init(
            entries: cache.maxEntries, bytes: cache.maxBytes,
            entryBytes: cache.maxEntryBytes, lifetime: cache.timeToLive.milliseconds,
            staleLifetime: max(cache.staleIfError, cache.staleWhileRevalidate).milliseconds)
    }

    /// Takes up what providers were asked for in the present windows.
    func restoreQuotas(_ logger: Logger) async {
        guard !quotas.providers.isEmpty, state.isKept else { return }
        let wall = Timestamp.wall().seconds
        for window in CalendarWindow.allCases {
            do throws(StorageFailure) {
                let totals = try await UsageReader(state).totals(
                    since: window.start(of: wall) * 1000, now: wall * 1000, by: [.provider])
                for total in totals {
                    guard let provider = total.provider else { continue }
                    quotas.restore(provider, window, tokens: total.sums.tokens, cost: total.sums.cost)
                }
            } catch {
                return logger.error("What was used before cannot be read, and does not count for quotas: \(error)")
            }
        }
    }

    /// Takes up the virtual keys.
    ///
    /// A file that cannot be read is no reason to let everybody in: keys are then unknown, and refused.
    func loadKeys(_ logger: Logger) {
        do throws(StorageFailure) { try keys.load(into: book) } catch {
            logger.error("Virtual keys cannot be read, and are refused until the next start: \(error)")
        }
    }

    /// Finds the answers that an earlier run kept.
    func shelveAnswers() { answers?.shelve(into: cache) }

    // MARK: The chain

    /// Where the families' own services are: the only hosts that a client's credential goes to by itself.
    static let publicFamilies = Dictionary(
        uniqueKeysWithValues: [ProviderName.openAI, .anthropic, .gemini].compactMap { name in
            name.baseURL.map { (name, $0) }
        })

    private static func router(
        _ provider: ProviderSettings, families urls: [ProviderName: String], _ streamUsage: StreamUsage
    ) throws(GatewayFailure) -> ProviderRouter {
        var families: [WireFormat: ProviderSite] = [:]
        for (name, url) in urls {
            guard let format = name.formats.first else { continue }
            families[format] = ProviderSite(provider: name.rawValue, formats: name.formats, url: url)?
                .asking(streamUsage)
        }
        var chain: [ChainMember]?
        if provider.name != .synthetic {
            var members: [ChainMember] = []
            for link in provider.chain { members.append(try member(link, after: members, streamUsage)) }
            chain = members
        }
        return ProviderRouter(chain: chain, families: families, isOffline: provider.isOffline)
    }

    private static func member(
        _ link: ChainedProvider, after others: [ChainMember], _ streamUsage: StreamUsage
    ) throws(GatewayFailure) -> ChainMember {
        guard let site = link.site?.asking(streamUsage) else { throw .providerURL }
        let name = link.name.rawValue
        let same = others.count { $0.site.provider == name }
        return ChainMember(
            id: same == 0 ? name : "\(name)-\(same + 1)", site: site,
            keys: link.keys.map { Credential(carrier: link.name.carrier(of: $0.key.value), key: $0.key.value) },
            model: link.model, modelMap: link.modelMap, takesRequestModel: link.isPrimary,
            worksWithoutKey: link.url != nil || !link.name.needsKey)
    }

    private static func states(_ settings: Settings, members: [ChainMember]) -> ProviderStates {
        let chain = settings.provider.name == .synthetic ? [] : settings.provider.chain
        let resilience = settings.resilience
        let most = settings.provider.maxConnectionsPerLoop * (settings.server.eventLoops ?? System.coreCount)
        let plans = members.enumerated().map { place, member in
            guard place < chain.count else {
                return MemberPlan(id: member.id, maxConcurrent: most)
            }
            let link = chain[place]
            return MemberPlan(
                id: member.id, keys: link.keys.map { KeyRing.Key(label: $0.label, priority: $0.priority) },
                strategy: link.rotation == .priority ? .priority : .roundRobin,
                cooldown: link.cooldown.milliseconds, maxConcurrent: most)
        }
        return ProviderStates(
            members: plans,
            policy: ResiliencePolicy(
                breaker: Breaker.Limits(
                    failures: resilience.breakerFailures, interval: resilience.breakerProbeInterval.milliseconds),
                waiting: resilience.queueLength))
    }

    private static func resilience(_ settings: Settings) -> DataPlaneConfiguration.Resilience {
        .init(
            maxRetries: settings.resilience.maxRetries,
            retryDeadline: settings.resilience.retryDeadline.milliseconds,
            queueTimeout: settings.resilience.queueTimeout.milliseconds,
            revalidateLifetime: settings.cache.staleWhileRevalidate.milliseconds)
    }

    private static func tls(verifies: Bool) throws(GatewayFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if !verifies { configuration.certificateVerification = .none }
        do { return try NIOSSLContext(configuration: configuration) } catch { throw .tls }
    }
}
