// SPDX-License-Identifier: Apache-2.0

import Embedder
import Logging
import NIOCore
import Pipeline
import Providers
import Settings
import Verifier

/// What a starting gateway makes its semantic cache of, or why it has none.
struct SemanticStart: Sendable {
    var parts: SemanticParts?
    /// Why there is none although the settings want one; one line for a person.
    var problem: String?
    /// Why there is none, whoever wants it so; nil if there is one.
    var absence: String? {
        if parts != nil { return nil }
        return problem.map { "There is no semantic cache: \($0)" } ?? reason
    }
    private var reason = "There is no semantic cache in this gateway."
    /// What the encoder did and could not do; nil where none is wanted.
    private(set) var watch: EncoderWatch?
    private(set) var pool: EncoderPool?
    /// The embedding server, where one is asked.
    private(set) var server: EmbeddingServer?
    /// The instructions that the encoder uses.
    private(set) var instructions: String?
    /// The model that is to judge answers, where the settings name one.
    private(set) var judging: JudgeStart?

    /// No semantic cache, and none is wanted.
    static let off = SemanticStart()

    private init() {}

    /// - Parameters:
    ///   - given: parts to take instead of what the settings say.
    ///   - models: the folder of model files; without one there is no semantic cache.
    ///   - judgeFile: where the errors of the model that judges are written down.
    init(_ settings: Settings, given: SemanticParts?, models: String?, judgeFile: String?, _ logger: Logger) {
        let notices = LearningNotices(logger) { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
        if let given { parts = given } else { makeParts(settings, models: models, notices, logger) }
        guard parts?.policy.isEnabled == true else { return }
        judging = JudgeStart(settings, file: judgeFile, logger, notices: notices)
        guard let judging, let judge = judging.judge, let name = judging.name else { return }
        parts?.judge = judge
        parts?.judgedBy += ", \(name)"
    }

    private mutating func makeParts(
        _ settings: Settings, models: String?, _ notices: LearningNotices, _ logger: Logger
    ) {
        let policy = SemanticPolicy(settings)
        if let settled = Self.off(settings, policy) {
            reason = "The semantic cache is switched off: \(settled)."
            return
        }
        guard models != nil || settings.embedding.url != nil else { return }
        let watch = EncoderWatch(logger) { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
        self.watch = watch
        let builtIn = builtIn(settings, models: models, watch, logger)
        let encoder: (any QuestionEncoder)? =
            settings.embedding.url == nil ? builtIn : server(settings, words: builtIn, watch, logger)
        guard let encoder else { return }
        let verifier = TrainedVerifier()
        if let defect = verifier.defect { logger.warning("the semantic cache knows no rewordings: \(defect)") }
        parts = SemanticParts(
            policy: policy, encoder: encoder, verifier: verifier, judge: WordingJudge(),
            judgedBy: "\(verifier.name), \(WordingJudge.name), \(ProductVersion.current)",
            troubled: { notices.take($0) })
    }

    /// The encoder in this process; nil where it cannot be, which was told.
    private mutating func builtIn(
        _ settings: Settings, models: String?, _ watch: EncoderWatch, _ logger: Logger
    ) -> PooledEncoder? {
        guard let models else { return nil }
        do throws(EncoderFailure) {
            let encoder = try Encoder(EncoderFiles(folder: "\(models)/\(Self.encoderFolder)"))
            let workers = settings.server.eventLoops ?? System.coreCount
            let pool = try EncoderPool(encoder, limits: .init(workers: workers))
            self.pool = pool
            instructions = encoder.instructions
            if let failure = encoder.keepingFailure {
                watch.failed(failure)
                logger.warning("the encoder starts slowly each time: \(failure)")
            }
            return PooledEncoder(pool: pool, layers: PreparedText.layers, watch: watch)
        } catch {
            watch.failed(error)
            // Nobody has to have the encoder; whoever has a part of it wants it.
            let level: Logger.Level = error.kind == .missing ? .info : .warning
            if settings.embedding.url == nil {
                problem = "\(error)"
                logger.log(level: level, "no semantic cache: \(error)")
            } else {
                logger.log(
                    level: level,
                    "without the built-in encoder only questions that differ in case, punctuation and politeness are the same: \(error)"
                )
            }
            return nil
        }
    }

    /// The embedding server; nil where it may not be asked, which is told.
    private mutating func server(
        _ settings: Settings, words: PooledEncoder?, _ watch: EncoderWatch, _ logger: Logger
    ) -> EmbeddingServer? {
        guard let endpoint = EmbeddingEndpoint(settings.embedding) else {
            problem = "embedding_sidecar.sidecar_url is no address; set it to one as http://127.0.0.1:8082"
            logger.warning("no semantic cache: \(problem ?? "")")
            return nil
        }
        guard !settings.provider.isOffline || endpoint.isPrivate else {
            problem = "the embedding server is not in a private network, and offline_mode is on; unset one of them"
            logger.warning("no semantic cache: \(problem ?? "")")
            return nil
        }
        let server = EmbeddingServer(
            endpoint, timeout: TimeAmount(settings.embedding.timeout), words: words, watch: watch,
            tls: endpoint.target.isEncrypted ? ProviderCheck.context(verifies: true) : nil)
        self.server = server
        return server
    }

    /// The setting that wants no semantic cache; nil if they all want one.
    private static func off(_ settings: Settings, _ policy: SemanticPolicy) -> String? {
        if settings.cache.mode == .exact { return "cache_mode is exact" }
        if settings.cache.timeToLive <= .zero { return "cache_ttl_secs is 0, so no answer is kept" }
        return policy.isEnabled ? nil : "semantic_mode is off"
    }

    private static let encoderFolder = "all-minilm-l6-v2"

    /// Ends the encoder's and the embedding server's threads.
    func stop() async {
        await server?.stop()
        pool?.stop()
    }
}
