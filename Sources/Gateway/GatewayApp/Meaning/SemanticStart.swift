// SPDX-License-Identifier: Apache-2.0

import Embedder
import Logging
import NIOCore
import Pipeline
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
    /// The instructions that the encoder uses.
    private(set) var instructions: String?

    /// No semantic cache, and none is wanted.
    static let off = SemanticStart()

    private init() {}

    /// - Parameters:
    ///   - given: parts to take instead of what the settings say.
    ///   - models: the folder of model files; without one there is no semantic cache.
    init(_ settings: Settings, given: SemanticParts?, models: String?, _ logger: Logger) {
        if let given {
            parts = given
            return
        }
        let policy = SemanticPolicy(settings)
        if let settled = Self.off(settings, policy) {
            reason = "The semantic cache is switched off: \(settled)."
            return
        }
        guard let models else { return }
        let watch = EncoderWatch(logger) { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }
        self.watch = watch
        do throws(EncoderFailure) {
            let encoder = try Encoder(EncoderFiles(folder: "\(models)/\(Self.encoderFolder)"))
            let workers = settings.server.eventLoops ?? System.coreCount
            let pool = try EncoderPool(encoder, limits: .init(workers: workers))
            self.pool = pool
            instructions = encoder.instructions
            let verifier = TrainedVerifier()
            if let defect = verifier.defect { logger.warning("the semantic cache knows no rewordings: \(defect)") }
            parts = SemanticParts(
                policy: policy, encoder: PooledEncoder(pool: pool, layers: PreparedText.layers, watch: watch),
                verifier: verifier, judge: WordingJudge(),
                judgedBy: "\(verifier.name), \(WordingJudge.name), \(ProductVersion.current)")
            if let failure = encoder.keepingFailure {
                watch.failed(failure)
                logger.warning("the encoder starts slowly each time: \(failure)")
            }
        } catch {
            problem = "\(error)"
            watch.failed(error)
            // Nobody has to have the encoder; whoever has a part of it wants it.
            let isMissing = error.kind == .missing
            logger.log(level: isMissing ? .info : .warning, "no semantic cache: \(error)")
        }
    }

    /// The setting that wants no semantic cache; nil if they all want one.
    private static func off(_ settings: Settings, _ policy: SemanticPolicy) -> String? {
        if settings.cache.mode == .exact { return "cache_mode is exact" }
        if settings.cache.timeToLive <= .zero { return "cache_ttl_secs is 0, so no answer is kept" }
        return policy.isEnabled ? nil : "semantic_mode is off"
    }

    private static let encoderFolder = "all-minilm-l6-v2"

    /// Ends the encoder's threads.
    func stop() { pool?.stop() }
}
