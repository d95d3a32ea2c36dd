// SPDX-License-Identifier: Apache-2.0

/// What the semantic cache did, for the metrics page.
public struct SemanticGauge: Sendable, Hashable {
    public var entries = 0
    public var bytes = 0
    /// How often each reason was given, by its stable word.
    public var reasons: [String: Int] = [:]
    public var served = 0
    public var audited = 0
    public var auditedWrong = 0
    public var judged = 0
    public var judgedWrong = 0
    public var complaints = 0
    /// Judgements for which there was no room.
    public var droppedJudgements = 0
    public var waitingBytes = 0
    /// Classes of requests by what is done for them: `serving`, `learning`, `over_budget`, `drifted`.
    public var classes: [String: Int] = [:]
    /// Whether questions and evidence are written down, and what became of that; nil where they are in memory only.
    public var isWritten: Bool?
    public var written = 0
    public var unwritten = 0
    /// Whether a model judges answers; nil where the settings name none.
    public var isJudgeUp: Bool?
    /// What that model was asked in this run, by what came of it: `same`, `different`, `failed`.
    public var judgeAnswers: [String: Int] = [:]

    public init() {}
}

extension PrometheusText {
    /// Writes the series of the semantic cache.
    mutating func semantic(_ gauge: SemanticGauge) {
        metric("isartor_semantic_requests_total", "counter", "Requests by why the semantic cache answered or did not.")
        for (reason, count) in gauge.reasons.sorted(by: { $0.key < $1.key }) {
            sample("isartor_semantic_requests_total", [("reason", reason)], count)
        }
        metric("isartor_semantic_judgements_total", "counter", "Answers compared with the provider's, by outcome.")
        for (kind, same, wrong) in [
            ("candidate", gauge.judged - gauge.judgedWrong, gauge.judgedWrong),
            ("audit", gauge.audited - gauge.auditedWrong, gauge.auditedWrong),
        ] {
            sample("isartor_semantic_judgements_total", [("kind", kind), ("outcome", "same")], same)
            sample("isartor_semantic_judgements_total", [("kind", kind), ("outcome", "wrong")], wrong)
        }
        metric("isartor_semantic_complaints_total", "counter", "Served answers that somebody called wrong.")
        sample("isartor_semantic_complaints_total", [], gauge.complaints)
        metric("isartor_semantic_dropped_judgements_total", "counter", "Judgements for which there was no room.")
        sample("isartor_semantic_dropped_judgements_total", [], gauge.droppedJudgements)
        metric("isartor_semantic_waiting_bytes", "gauge", "Bytes of answers that wait to be judged.")
        sample("isartor_semantic_waiting_bytes", [], gauge.waitingBytes)
        metric("isartor_semantic_entries", "gauge", "Questions that are kept.")
        sample("isartor_semantic_entries", [], gauge.entries)
        metric("isartor_semantic_bytes", "gauge", "Bytes that they take.")
        sample("isartor_semantic_bytes", [], gauge.bytes)
        metric("isartor_semantic_classes", "gauge", "Classes of requests by what is done for them.")
        for (state, count) in gauge.classes.sorted(by: { $0.key < $1.key }) {
            sample("isartor_semantic_classes", [("state", state)], count)
        }
        if let isJudgeUp = gauge.isJudgeUp {
            metric(
                "isartor_semantic_judge_up", "gauge",
                "1 while a model judges answers; 0 if its errors are not known or another one answers.")
            sample("isartor_semantic_judge_up", [], isJudgeUp ? 1 : 0)
            metric(
                "isartor_semantic_judge_answers_total", "counter", "What the model that judges was asked, by outcome.")
            for (outcome, count) in gauge.judgeAnswers.sorted(by: { $0.key < $1.key }) {
                sample("isartor_semantic_judge_answers_total", [("outcome", outcome)], count)
            }
        }
        guard let isWritten = gauge.isWritten else { return }
        metric("isartor_semantic_store_up", "gauge", "1 while questions and evidence are written down.")
        sample("isartor_semantic_store_up", [], isWritten ? 1 : 0)
        metric("isartor_semantic_store_entries_total", "counter", "Questions and evidence handed to the file.")
        sample("isartor_semantic_store_entries_total", [("outcome", "written")], gauge.written)
        sample("isartor_semantic_store_entries_total", [("outcome", "dropped")], gauge.unwritten)
    }
}
