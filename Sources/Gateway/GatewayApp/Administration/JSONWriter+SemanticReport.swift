// SPDX-License-Identifier: Apache-2.0

import Conversation
import Ledger
import Pipeline
import WireFormats

/// What the semantic cache did and learned, as JSON.
extension JSONWriter {
    /// A number with four digits after the point, which is all that a share or a score has to tell.
    mutating func member(_ name: String, share: Double?) {
        guard let share, share.isFinite else { return nullMember(name) }
        let ten = (share * 10_000).rounded() / 10_000
        member(name, raw: "\(ten)".utf8)
    }

    mutating func report(_ report: SemanticReport) {
        member("mode", string: report.policy.mode.rawValue)
        member("max_error", share: report.policy.budget.maxError)
        member("confidence", share: report.policy.budget.confidence)
        member("fewest_judgements", integer: report.fewestJudgements)
        key("judgements_of_wordings")
        if let needed = report.budget.judgementsOfWordings { integer(needed) } else { null() }
        member("entries", integer: report.entries)
        member("bytes", integer: report.bytes)
        key("judge")
        beginObject()
        member("missed_at_most", share: report.judge.missed)
        member("alarms_at_least", share: report.judge.alarms)
        member("done", integer: report.judgements.done)
        member("dropped", integer: report.judgements.dropped)
        member("waiting_bytes", integer: report.judgements.bytes)
        endObject()
        key("reasons")
        beginObject()
        for (reason, count) in report.reasons.sorted(by: { $0.key < $1.key }) { member(reason, integer: count) }
        endObject()
        key("classes")
        beginArray()
        for item in report.classes { semanticClass(item) }
        endArray()
    }

    private mutating func semanticClass(_ item: SemanticReport.Class) {
        let tally = item.tally
        beginObject()
        member("id", string: item.name.short)
        member("model", string: tally.kind.model)
        member("follow_up", boolean: tally.kind.isFollowUp)
        member("json", boolean: tally.kind.wantsJSON)
        member("state", string: item.state)
        member("threshold", share: item.threshold)
        for (name, count) in [
            ("looked_up", tally.looked), ("candidates", tally.candidates), ("served", tally.served),
            ("judged", tally.judged), ("judged_wrong", tally.judgedWrong), ("unjudged", tally.unjudged),
            ("complaints", tally.complaints),
        ] {
            member(name, integer: count)
        }
        range("would_serve", item.wouldServeError)
        member("would_save_usd", raw: Money(nanos: tally.wouldSave).description.utf8)
        member("would_save_unpriced", integer: tally.wouldSaveUnpriced)
        range("served_error", item.servedError)
        member("error_per_request", share: item.errorPerRequest)
        key("evidence")
        beginArray()
        for line in item.lines {
            beginObject()
            member("threshold", share: line.threshold)
            member("seen", share: line.seen)
            member("judged", share: line.judged)
            member("wrong", share: line.wrong)
            member("bound", share: line.bound)
            endObject()
        }
        endArray()
        endObject()
    }

    private mutating func range(_ name: String, _ range: SemanticReport.ErrorRange) {
        key(name)
        beginObject()
        member("judged", integer: range.judged)
        member("wrong", integer: range.wrong)
        member("share", share: range.share)
        member("low", share: range.low)
        member("high", share: range.high)
        endObject()
    }
}
