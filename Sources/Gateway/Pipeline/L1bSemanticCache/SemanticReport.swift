// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What a semantic cache did and learned, for people.
public struct SemanticReport: Sendable {
    /// One evidence class.
    public struct Class: Sendable {
        public let name: Fingerprint
        public let tally: SemanticTally
        /// `serving`, or why it serves nothing.
        public let state: String
        /// The verifier's probability from which on it serves.
        public let threshold: Double?
        /// What was learned; the bounds are worked out when they are asked for.
        let evidence: ClassEvidence?

        /// The evidence at each threshold that was reached, safest first.
        public var lines: [ClassEvidence.Line] { (evidence?.lines ?? []).filter { $0.seen > 0 } }

        /// The error of what the verifier alone would have served, and of what was served, as far as it was judged.
        public var wouldServeError: ErrorRange { ErrorRange(wrong: tally.wouldServeWrong, of: tally.wouldServe) }
        public var servedError: ErrorRange {
            ErrorRange(wrong: tally.auditedWrong + tally.complaints, of: tally.audited + tally.complaints)
        }
        /// The share of all requests looked up that got a wrong answer from here, as far as audits tell.
        public var errorPerRequest: Double? {
            guard let error = servedError.share, tally.looked > 0 else { return nil }
            return error * Double(tally.served) / Double(tally.looked)
        }
    }

    /// A share with the interval that it lies in at 95 %.
    public struct ErrorRange: Sendable, Hashable {
        public let wrong: Int
        public let judged: Int
        public var share: Double? { judged > 0 ? Double(wrong) / Double(judged) : nil }
        public let low: Double
        public let high: Double

        init(wrong: Int, of judged: Int) {
            (self.wrong, self.judged) = (wrong, judged)
            low = judged > 0 ? ClopperPearson.lower(Double(wrong), of: Double(judged), confidence: 0.975) : 0
            high = judged > 0 ? ClopperPearson.upper(Double(wrong), of: Double(judged), confidence: 0.975) : 1
        }
    }

    public let policy: SemanticPolicy
    /// What may be wrong, the judge's own errors included.
    public let budget: ErrorBudget
    /// With fewer judgements at its scores a class serves nothing, however well they went.
    public var fewestJudgements: Int { budget.fewestJudgements }
    public let judge: JudgeError
    public let entries: Int
    public let bytes: Int
    public let judgements: (bytes: Int, done: Int, dropped: Int)
    /// How often each reason was given.
    public let reasons: [String: Int]
    /// Those with most requests first.
    public let classes: [Class]
}

extension SemanticCache {
    /// What was done and learned so far.
    public var report: SemanticReport {
        let evidence = Dictionary(uniqueKeysWithValues: evidence.all.map { ($0.name, $0.evidence) })
        let classes = tallies.all.map { name, tally in
            let learned = evidence[name]
            return SemanticReport.Class(
                name: name, tally: tally,
                state: learned?.threshold != nil
                    ? "serving" : (learned?.shadow ?? .learning).rawValue,
                threshold: learned?.threshold, evidence: learned)
        }
        let size = size
        return SemanticReport(
            policy: policy, budget: self.evidence.budget, judge: judge.error, entries: size.entries, bytes: size.bytes,
            judgements: judging.statistics, reasons: tallies.reasons,
            classes: classes.sorted { ($0.tally.looked, $0.name.words.x) > ($1.tally.looked, $1.name.words.x) })
    }

    /// Whether any class serves now, as `/health` tells.
    public var isServing: Bool {
        policy.mode == .serve || evidence.all.contains { $0.evidence.threshold != nil }
    }
}
