// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Telemetry

extension SemanticGauge {
    init(_ report: SemanticReport) {
        self.init()
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
