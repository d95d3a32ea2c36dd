// SPDX-License-Identifier: Apache-2.0

import ControlPlane
import Conversation
import NIOCore
import Pipeline
import WireFormats

/// Answers for the semantic cache what the administration asks.
struct SemanticDesk: SemanticAdministration {
    let semantic: SemanticCache?
    let cache: ExactCache<ByteBuffer>

    /// Milliseconds of the clock that entries age by.
    private func now() -> Int64 { Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000) }

    func semanticReport() async -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        guard let semantic else {
            writer.member("mode", string: SemanticMode.off.rawValue)
            writer.endObject()
            return writer.bytes
        }
        writer.report(semantic.report)
        writer.endObject()
        return writer.bytes
    }

    func explain(request: String) async -> [UInt8]? {
        guard let record = semantic?.journal.record(request) else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("request_id", string: request)
        switch record {
        case .skipped(let skip, let at):
            writer.member("outcome", string: "skipped")
            writer.member("reason", string: skip.rawValue)
            writer.member("age_ms", integer: Int(max(0, now() - at)))
        case .decided(let decision):
            writer.decision(decision, now: now())
        }
        writer.endObject()
        return writer.bytes
    }

    func dropQuestion(_ identity: Fingerprint) async -> Bool {
        let wasKept = semantic?.forget(identity) ?? false
        return cache.remove(identity) || wasKept
    }

    func complain(request: String) async -> Bool {
        guard let identities = semantic?.complain(about: request, now: now()) else { return false }
        for identity in identities { cache.remove(identity) }
        return true
    }
}

extension JSONWriter {
    /// A number with four digits after the point, which is all that a share or a score has to tell.
    fileprivate mutating func member(_ name: String, share: Double?) {
        guard let share, share.isFinite else { return nullMember(name) }
        let ten = (share * 10_000).rounded() / 10_000
        member(name, raw: "\(ten)".utf8)
    }

    fileprivate mutating func report(_ report: SemanticReport) {
        member("mode", string: report.policy.mode.rawValue)
        member("max_error", share: report.policy.budget.maxError)
        member("confidence", share: report.policy.budget.confidence)
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

    fileprivate mutating func decision(_ decision: SemanticDecision, now: Int64) {
        var outcome = "asked"
        if case .serve(let audits) = decision.finding.outcome { outcome = audits ? "served_and_audited" : "served" }
        member("outcome", string: outcome)
        member("reason", string: decision.finding.reason.text)
        member("mode", string: decision.mode.rawValue)
        member("age_ms", integer: Int(max(0, now - decision.at)))
        member("model", string: decision.subject.kind.model)
        member("class", string: decision.subject.evidenceClass.short)
        member("partition", string: decision.subject.partition.short)
        member("question", string: decision.subject.question)
        if let wasWrong = decision.wasWrong { member("judged", string: wasWrong ? "wrong" : "same") }
        key("differs_from_nearest_partition_in")
        beginArray()
        for field in decision.differences { string(field.rawValue) }
        endArray()
        key("nearest")
        beginArray()
        for candidate in decision.finding.nearest { self.candidate(candidate) }
        endArray()
    }

    private mutating func candidate(_ candidate: SemanticCandidate) {
        beginObject()
        member("entry", string: candidate.identity.hexadecimal)
        member("question", string: candidate.question)
        member("similarity", share: Double(candidate.similarity))
        member("least_part_similarity", share: Double(candidate.leastPartSimilarity))
        member("score", share: candidate.verdict.probability)
        member("blocked", boolean: candidate.isBlocked)
        key("vetoes")
        beginArray()
        for veto in candidate.verdict.vetoes {
            beginObject()
            member("guard", string: veto.word)
            key("words")
            beginArray()
            for word in veto.evidence { string(word) }
            endArray()
            endObject()
        }
        endArray()
        key("differences")
        beginArray()
        for difference in candidate.verdict.differences { string(difference) }
        endArray()
        endObject()
    }
}
