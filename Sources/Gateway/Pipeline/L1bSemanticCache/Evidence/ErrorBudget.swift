// SPDX-License-Identifier: Apache-2.0

/// What the semantic cache may get wrong, and how sure it must be.
public struct ErrorBudget: Sendable, Hashable {
    /// The largest share of served hits that may be wrong, δ.
    public var maxError: Double
    /// How often the bound on the error must hold, in 0..<1.
    public var confidence: Double
    /// The share of served hits that the provider is asked for all the same, to judge them.
    public var auditShare: Double
    /// How wrong the judge is itself.
    public var judge: JudgeError
    /// After this many milliseconds a judgement counts for half.
    public var halfLife: Int64

    public init(
        maxError: Double = 0.01, confidence: Double = 0.95, auditShare: Double = 0.05, judge: JudgeError = .none,
        halfLife: Int64 = 14 * 24 * 3_600_000
    ) {
        self.maxError = maxError
        self.confidence = confidence
        self.auditShare = auditShare
        self.judge = judge
        self.halfLife = halfLife
    }

    /// The upper bound of the error where `wrong` of `looks` judgements were against an answer and `doubtful` of them, those
    /// included, were between texts that are not equal.
    ///
    /// An error is bounded twice: by what the judge tells, corrected for what it misses, and by how often the texts differ at
    /// all, since equal answers are no error whatever a judge is like. The smaller bound holds; each takes half of the risk.
    /// Never below what `looks` judgements without a single complaint would leave open, whatever the judge's alarms are.
    func bound(wrong: Double, doubtful: Double, of looks: Double) -> Double {
        let told = ClopperPearson.upper(wrong, of: looks, confidence: sureness)
        guard judge != .none else { return told }
        let spotless = ClopperPearson.upper(0, of: looks, confidence: sureness)
        let unequal = ClopperPearson.upper(doubtful, of: looks, confidence: sureness)
        return min(max(judge.truth(told), spotless), unequal)
    }

    /// How often each single bound must hold.
    private var sureness: Double { judge == .none ? confidence : 1 - (1 - confidence) / 2 }

    /// The fewest judgements that can show anything: with less, even spotless evidence leaves more than δ open.
    var fewestLooks: Double { -Double.logarithm(1 - sureness) / maxError }
    /// So many judgements without a single complaint are needed where answers are worded anew each time, so that a judge has
    /// to tell; nil if the judge is wrong so often that none suffice.
    public var judgementsOfWordings: Int? {
        let seen = 1 - judge.missed - judge.alarms
        guard seen > 0 else { return nil }
        let told = min(1, judge.alarms + maxError * seen)
        let looks = Double.logarithm(1 - sureness) / Double.logarithm(1 - told)
        return max(fewestJudgements, Int(looks.rounded(.up)))
    }
    /// ``fewestLooks`` as a whole number of judgements.
    var fewestJudgements: Int { Int(fewestLooks.rounded(.up)) }
}
