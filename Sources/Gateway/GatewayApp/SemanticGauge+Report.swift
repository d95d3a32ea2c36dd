// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Storage
import Telemetry

extension SemanticGauge {
    /// - Parameters:
    ///   - store: how the file of questions and evidence is doing, where there is one.
    ///   - judging: the model that is to judge answers, where the settings name one.
    init(_ report: SemanticReport, store: StorageReport?, judging: JudgeStart?) {
        self.init()
        if let judging {
            let counts = judging.judge?.counts ?? .init()
            isJudgeUp = judging.judge.map { !$0.isOutdated } ?? false
            judgeAnswers = ["same": counts.same, "different": counts.different, "failed": counts.failures]
        }
        if let store {
            isWritten = store.state == .active
            written = store.written
            unwritten = store.dropped + store.refused
        }
        entries = report.entries
        bytes = report.bytes
        reasons = report.reasons
        droppedJudgements = report.judgements.dropped
        waitingBytes = report.judgements.bytes
        for item in report.classes {
            served += item.tally.served
            audited += item.tally.audited
            auditedWrong += item.tally.auditedWrong
            judged += item.tally.judged
            judgedWrong += item.tally.judgedWrong
            complaints += item.tally.complaints
            classes[item.state, default: 0] += 1
        }
    }
}
