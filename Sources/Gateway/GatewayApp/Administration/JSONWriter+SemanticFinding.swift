// SPDX-License-Identifier: Apache-2.0

import Conversation
import Pipeline
import WireFormats

/// Why a request was answered by meaning or not, as JSON.
extension JSONWriter {
    mutating func finding(
        _ finding: SemanticFinding, _ subject: SemanticSubject, _ mode: SemanticMode,
        differences: [PartitionFields.Field], _ standing: SemanticStanding
    ) {
        member("mode", string: mode.rawValue)
        member("model", string: subject.kind.model)
        member("question", string: subject.question)
        member("partition", string: subject.partition.short)
        key("partition_fields")
        beginObject()
        for (field, mark) in subject.fields.all { member(field.rawValue, string: mark) }
        endObject()
        key("differs_from_nearest_partition_in")
        beginArray()
        for field in differences { string(field.rawValue) }
        endArray()
        member("class", string: subject.evidenceClass.short)
        key("evidence")
        beginObject()
        member("state", string: standing.state)
        member("served_from_score", share: standing.threshold)
        member("score_threshold", share: standing.line?.threshold)
        member("judged", share: standing.line?.judged ?? 0)
        member("wrong", share: standing.line?.wrong ?? 0)
        member("bound", share: standing.line?.bound ?? 1)
        member("max_error", share: standing.maxError)
        member("fewest_judgements", integer: standing.fewestJudgements)
        endObject()
        key("nearest")
        beginArray()
        for candidate in finding.nearest { self.candidate(candidate) }
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
