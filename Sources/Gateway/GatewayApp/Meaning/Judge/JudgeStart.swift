// SPDX-License-Identifier: Apache-2.0

import Conversation
import Logging
import Pipeline
import Settings
import WireFormats

/// The model that is to judge answers, as the settings name it, and what is known of its errors.
struct JudgeStart: Sendable {
    let model: JudgeModel
    let subject: JudgeRecord.Subject
    let pairs: LabelledPairs
    /// Where its errors are written down; nil keeps them nowhere.
    let file: String?
    /// Asks the providers, once the gateway runs.
    let voice: ProviderVoice
    /// What was measured of just this model, asked in just this way.
    let record: JudgeRecord?
    /// The judge of this run; nil if the model's errors are not known, so that answers are judged by their words alone.
    let judge: ModelJudge?

    /// Nil if the settings name no model, or none of the chain's providers, or answers are simulated.
    ///
    /// - Parameters:
    ///   - file: where the model's errors are written down.
    ///   - notices: told what keeps the model from judging.
    init?(_ settings: Settings, file: String?, _ logger: Logger, notices: LearningNotices) {
        let semantic = settings.semantic
        guard !semantic.judgeModel.isEmpty else { return nil }
        guard settings.provider.name != .synthetic else {
            logger.warning("semantic_judge_model is not asked: answers of llm_provider = \"synthetic\" are simulated")
            return nil
        }
        let chain = settings.provider.chain
        let named = semantic.judgeProvider.lowercased()
        guard let link = named.isEmpty ? chain.first : chain.first(where: { $0.name.rawValue == named }) else {
            logger.warning(
                "semantic_judge_model is not asked: semantic_judge_provider is none of the chain, which has \(chain.map(\.name.rawValue).joined(separator: ", "))"
            )
            return nil
        }
        let provider = link.name.rawValue
        let voice = ProviderVoice()
        let name = semantic.judgeModel
        model = JudgeModel(provider: provider, name: name) { question in
            await voice.ask(question, provider: provider, model: name)
        }
        self.voice = voice
        self.file = file
        pairs = LabelledPairs()
        subject = JudgeRecord.Subject(
            provider: provider, model: name,
            place: String(Digest.of(link.url ?? link.name.baseURL ?? "").hexadecimal.prefix(16)),
            way: JudgeModel.way, pairs: pairs.digest)
        let record = file.flatMap { JudgeRecord(at: $0) }
        guard let record, record.subject == subject else {
            self.record = nil
            judge = nil
            logger.warning(
                "semantic_judge_model judges nothing yet, since its errors are not known: run `isartor cache measure-judge`"
            )
            return
        }
        self.record = record
        judge = ModelJudge(
            model, answeredModel: record.answeredModel, measured: record.counts,
            pace: ModelJudge.Pace(perMinute: semantic.judgementsPerMinute),
            troubled: { notices.take($0, $1) })
    }

    /// Names the judge: evidence that another gathered is not its.
    var name: String? {
        record.map { "\(subject.provider) \($0.answeredModel), \(subject.way)" }
    }
}
