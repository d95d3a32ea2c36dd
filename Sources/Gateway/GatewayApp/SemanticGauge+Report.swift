// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Storage
import Telemetry

extension SemanticGauge {
    /// - Parameter store: how the file of questions and evidence is doing, where there is one.
    init(_ report: SemanticReport, store: StorageReport?) {
        self.init()
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
