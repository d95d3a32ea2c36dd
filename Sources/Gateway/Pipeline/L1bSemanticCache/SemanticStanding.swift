// SPDX-License-Identifier: Apache-2.0

public import WireFormats

/// Where the evidence of one request's class stands, as far as its candidate's score goes.
public struct SemanticStanding: Sendable, Hashable {
    /// `serving`, or why the class serves nothing.
    public let state: String
    /// The score from which on the class serves; nil if it serves nothing.
    public let threshold: Double?
    /// The evidence at the highest threshold that the candidate's score reaches; without a candidate, all of it.
    public let line: ClassEvidence.Line?
    /// The largest share of served hits that may be wrong.
    public let maxError: Double
    /// With fewer judgements nothing can be served, however well they went.
    public let fewestJudgements: Int
}

extension SemanticCache {
    /// Where the evidence stands that decides about a finding.
    public func standing(_ subject: SemanticSubject, _ finding: SemanticFinding, now: Int64) -> SemanticStanding {
        let budget = evidence.budget
        return evidence.trying(subject.evidenceClass, now: now) { evidence in
            let score = finding.nearest.first { $0.isEligible }?.verdict.probability
            let band = score.flatMap(ScoreGrid.band) ?? ScoreGrid.count - 1
            return SemanticStanding(
                state: evidence.threshold != nil ? "serving" : evidence.shadow.rawValue,
                threshold: evidence.threshold, line: evidence.lines[band], maxError: budget.maxError,
                fewestJudgements: budget.fewestJudgements)
        }
    }
}
