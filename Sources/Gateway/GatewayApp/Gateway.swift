// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import DataPlane
import KeptState
public import Logging
import NIOCore
import NIOPosix
public import Pipeline
import Providers
public import Settings
import Storage

/// A running gateway.
public final class Gateway: Sendable {
    private let dataPlane: DataPlane
    private let group: MultiThreadedEventLoopGroup
    private let grace: TimeAmount
    private let logger: Logger
    private let state: StateStore
    private let meaning: SemanticStart
    private let semantic: SemanticCache?
    private let memory: SemanticMemory?
    private let answers: AnswerArchive?
    /// Looks at idle providers while the gateway runs.
    private let pinging: Task<Void, Never>?

    /// The host that the gateway listens on, as configured.
    public let host: String
    /// The port that the gateway listens on; the one that was free if the settings said 0.
    public let port: Int
    /// The mode of the semantic cache, as in the settings; nil without it.
    public let semanticMode: String?

    /// Starts a gateway; it answers when this returns.
    ///
    /// - Parameter threads: event loops; as the settings say unless told otherwise.
    /// - Parameter database: the file of the state on disk, in a folder that exists; nil keeps nothing.
    /// - Parameter answers: the folder of kept answers, in one that exists; nil keeps them in memory only.
    /// - Parameter questions: the file of the semantic cache's questions and evidence, in a folder that exists; used where
    ///   answers are on disk, too.
    /// - Parameter judge: the file of how often the model that judges answers is wrong, in a folder that exists.
    /// - Parameter semantic: what the semantic cache is made of, in place of what the settings and `models` give.
    /// - Parameter models: the folder of model files; without it there is no semantic cache.
    /// - Parameter syntheticLatency: how long the built-in simulated provider thinks.
    /// - Throws: ``GatewayFailure`` with a remedy.
    public static func start(
        _ settings: Settings, threads: Int? = nil, logger: Logger, database: String? = nil,
        answers: String? = nil, questions: String? = nil, judge: String? = nil, semantic: SemanticParts? = nil,
        models: String? = nil,
        syntheticLatency: Duration = .zero
    ) async throws(GatewayFailure) -> Gateway {
        try await start(
            settings, threads: threads, logger: logger, database: database, answers: answers, questions: questions,
            judge: judge, semantic: semantic, models: models,
            syntheticLatency: syntheticLatency, upstreams: nil)
    }

    /// Starts a gateway that asks its providers through `upstreams`, so that a test can see where requests go.
    static func start(
        _ settings: Settings, threads: Int? = nil, logger: Logger, database: String? = nil,
        answers: String? = nil, questions: String? = nil, judge: String? = nil, semantic: SemanticParts? = nil,
        models: String? = nil,
        syntheticLatency: Duration = .zero, upstreams: (@Sendable (any EventLoop) -> any UpstreamPort)?
    ) async throws(GatewayFailure) -> Gateway {
        let state = database.map { StateStore.open($0, notify: StorageLog(logger).take) } ?? .off()
        let archive = AnswerFolder.open(answers, settings.cache, logger: logger)
        let meaning = SemanticStart(settings, given: semantic, models: models, judgeFile: judge, logger)
        let memory = QuestionFile.open(
            meaning.parts == nil || archive == nil ? nil : questions,
            judgedBy: meaning.parts.map { "\($0.encoder.identity), \($0.judgedBy)" } ?? "", logger: logger)
        let assembly: Assembly
        do {
            assembly = try Assembly(
                settings, state: state, answers: archive, questions: memory, semantic: meaning, logger: logger,
                syntheticLatency: TimeAmount(syntheticLatency))
        } catch {
            await meaning.stop()
            await memory?.stop()
            await archive?.stop()
            await state.stop()
            throw error
        }
        await assembly.restoreQuotas(logger)
        assembly.loadKeys(logger)
        assembly.shelveAnswers()
        let remembered = SemanticMemory(assembly.dataPlane.semantic, memory, logger)
        let group = MultiThreadedEventLoopGroup(
            numberOfThreads: threads ?? settings.server.eventLoops ?? System.coreCount)
        let reports = GatewayReports(assembly: assembly)
        let cache = CacheDesk(cache: assembly.cache, archive: assembly.answers, clock: .system)
        let keys = KeyDesk(book: assembly.book, archive: assembly.keys, clock: .system)
        let control = ControlPlane(
            reports: reports, semantic: SemanticDesk(assembly), cache: cache, keys: keys, logger: logger)
        do {
            let dataPlane = try await DataPlane.start(
                assembly.dataPlane, control: control, host: settings.server.address.host,
                port: settings.server.address.port, group: group, upstreams: upstreams)
            reports.attach(dataPlane)
            meaning.judging?.voice.attach(dataPlane)
            return Gateway(dataPlane, group, assembly, remembered, logger, Self.pinger(assembly, group))
        } catch {
            try? await group.shutdownGracefully()
            await remembered?.stop()
            await meaning.stop()
            await archive?.stop()
            await state.stop()
            throw GatewayFailure.listen("\(settings.server.address)", error)
        }
    }

    private init(
        _ dataPlane: DataPlane, _ group: MultiThreadedEventLoopGroup, _ assembly: Assembly,
        _ memory: SemanticMemory?, _ logger: Logger, _ pinger: HealthPinger?
    ) {
        let settings = assembly.settings
        state = assembly.state
        meaning = assembly.meaning
        semantic = assembly.dataPlane.semantic
        self.memory = memory
        answers = assembly.answers
        pinging = pinger.map { pinger in Task { await pinger.run() } }
        self.dataPlane = dataPlane
        self.group = group
        self.logger = logger
        grace = TimeAmount(settings.server.shutdownGrace)
        host = settings.server.address.host
        semanticMode = assembly.dataPlane.semantic?.policy.mode.rawValue
        port = dataPlane.address?.port ?? settings.server.address.port
    }

    private static func pinger(_ assembly: Assembly, _ group: MultiThreadedEventLoopGroup) -> HealthPinger? {
        let settings = assembly.settings
        guard let interval = settings.resilience.healthCheckInterval, settings.provider.name != .synthetic else {
            return nil
        }
        return HealthPinger(
            assembly.dataPlane, chainCount: settings.provider.chain.count, interval: interval,
            isOffline: settings.provider.isOffline, group: group)
    }

    /// Stops listening, lets requests end within the configured grace, writes what waits, and frees everything.
    public func stop() async {
        pinging?.cancel()
        await pinging?.value
        semantic?.judging.stop()
        await dataPlane.stop(grace: grace)
        await memory?.stop()
        // Before the event loops, which are told of each text that was still being encoded.
        await meaning.stop()
        do { try await group.shutdownGracefully() } catch { logger.warning("an event loop did not shut down") }
        await answers?.stop()
        await state.stop()
    }
}
