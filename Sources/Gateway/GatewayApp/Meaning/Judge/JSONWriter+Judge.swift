// SPDX-License-Identifier: Apache-2.0

import Pipeline
import WireFormats

/// What is known of the model that judges answers, as JSON.
extension JSONWriter {
    /// The members of an object.
    ///
    /// - Parameter budget: what the semantic cache may get wrong, to tell how much evidence the judge would ask for.
    mutating func judge(_ start: JudgeStart, _ status: JudgeDesk.Status, _ budget: ErrorBudget) {
        member("state", string: status.state)
        member("provider", string: start.model.provider)
        member("model", string: start.model.name)
        member("in_use", boolean: status.isInUse)
        member("waits_for_start", boolean: status.waitsForStart)
        if let problem = status.problem { member("problem", string: problem) }
        member("pairs", integer: start.pairs.all.count)
        if status.state == "measuring" { member("done", integer: status.done) }
        if let judge = start.judge {
            let counts = judge.counts
            member("said_same", integer: counts.same)
            member("said_different", integer: counts.different)
            member("failures", integer: counts.failures)
        }
        guard let record = status.record else { return }
        let counts = record.counts
        var budget = budget
        budget.judge = counts.error
        member("answered_model", string: record.answeredModel)
        member("measured_at", string: Timestamp.text(milliseconds: record.measuredAt))
        for (name, count) in [
            ("missed", counts.missed), ("different", counts.different), ("alarms", counts.alarms),
            ("same", counts.same),
        ] {
            member(name, integer: count)
        }
        member("missed_at_most", share: counts.error.missed)
        member("alarms_at_least", share: counts.error.alarms)
        key("judgements_of_wordings")
        if let needed = budget.judgementsOfWordings { integer(needed) } else { null() }
    }
}
