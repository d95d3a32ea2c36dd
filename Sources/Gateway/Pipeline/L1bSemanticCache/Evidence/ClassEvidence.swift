// SPDX-License-Identifier: Apache-2.0

/// All that was learned about one class of partitions, and what follows: which scores may be served.
///
/// Every candidate is seen; every candidate that is not served is judged for nothing, because the provider answers
/// anyway; of those that are served a random share is audited. A threshold is served only while the upper bound of its
/// error per served hit is within the budget. The error above a threshold is the mean of its bands' errors weighted by
/// their traffic, so it does not matter that some bands were judged more often than others.
public struct ClassEvidence: Sendable {
    /// Why nothing is served.
    public enum Shadow: String, Sendable, Hashable {
        /// Too few judgements to know.
        case learning
        /// The bound on the error is above what is allowed.
        case overBudget = "over_budget"
        /// Served hits became worse; all judgements of before were forgotten.
        case drifted
    }

    /// What is done with a candidate.
    public enum Ruling: Sendable, Hashable {
        case serve(audits: Bool)
        case ask
        /// It could be served, but audits of late brought no judgement, so nobody would notice if answers became worse.
        case askUnaudited
    }

    /// The numbers of one threshold, for people.
    public struct Line: Sendable, Hashable {
        /// The threshold on the verifier's probability.
        public let threshold: Double
        /// Candidates at or above it, and the judgements among them, faded with age.
        public let seen: Double, judged: Double, wrong: Double
        /// The upper confidence bound of the error per served hit.
        public let bound: Double
    }

    var bands: [BandEvidence]
    var drift: DriftAlarm
    private var budget: ErrorBudget
    var fadedAt: Int64
    /// The lowest band that is served; nil in shadow.
    public internal(set) var servedBand: Int?
    public internal(set) var shadow = Shadow.learning
    /// Candidates of all bands, faded like theirs.
    var seen = 0.0
    /// Candidates since it was last checked whether what is served still holds.
    private var sinceCheck = 0
    /// The share of served hits that is audited now. Young evidence is audited more, so that it does not stay young: what
    /// is served is no longer judged for nothing.
    var auditShare = 1.0
    /// Audits since the last judgement of a score that is served, and when the first of them was begun.
    private var openAudits = 0
    private var openSince: Int64 = 0
    /// Judgements since the thresholds were last widened, and after how many they may be again.
    var sinceLook = 0.0
    var lookDue: Double

    /// Beyond so many judgements over δ a band's oldest ones fade.
    private static let memory = 24.0
    /// Evidence of so many looks over δ needs no more audits than the usual share.
    private static let matureLooks = 40.0
    /// Traffic shares are taken from about so many of the latest candidates over δ.
    private static let trafficMemory = 40.0
    private static let checkInterval = 32
    /// After so many audits, and so many milliseconds, without a judgement nothing is served until there is one.
    private static let mostOpenAudits = 32
    private static let longestSilence: Int64 = 60_000

    public init(_ budget: ErrorBudget, now: Int64) {
        bands = Array(repeating: BandEvidence(), count: ScoreGrid.count)
        drift = DriftAlarm(budget)
        self.budget = budget
        fadedAt = now
        lookDue = budget.fewestLooks
    }

    /// The threshold in force; nil in shadow.
    public var threshold: Double? { servedBand.map { ScoreGrid.thresholds[$0] } }

    // MARK: Traffic

    /// Decides about a candidate.
    ///
    /// - Parameter draw: a random number in 0..<1 that nobody outside can foresee.
    public mutating func rule(score: Double, draw: Double, now: Int64) -> Ruling {
        guard let band = ScoreGrid.band(score) else { return .ask }
        bands[band].seen += 1
        seen += 1
        if seen > 2 * Self.trafficMemory / budget.maxError { halveTraffic() }
        sinceCheck += 1
        // The traffic may have moved to bands of which little is known.
        if servedBand != nil, sinceCheck >= Self.checkInterval { narrow() }
        guard let servedBand, band <= servedBand else { return .ask }
        if isUnaudited(now) { return .askUnaudited }
        guard draw < auditShare else { return .serve(audits: false) }
        if openAudits == 0 { openSince = now }
        openAudits += 1
        return .serve(audits: true)
    }

    /// Whether what is served is not looked at any more: the judge, or the provider that audits ask, does not answer. Whoever
    /// is asked then brings a judgement, if there is anybody to make it.
    private func isUnaudited(_ now: Int64) -> Bool {
        openAudits >= Self.mostOpenAudits && now - openSince >= Self.longestSilence
    }

    private mutating func halveTraffic() {
        seen = 0
        for index in bands.indices {
            bands[index].seen /= 2
            seen += bands[index].seen
        }
    }

    /// Takes in what a judge said of the answer that a candidate would have given or gave.
    ///
    /// - Parameter doubtful: whether the answers differ, so that the judge may be mistaken; false if they are equal.
    public mutating func judged(score: Double, wrong: Bool, doubtful: Bool = true, now: Int64) {
        guard let band = ScoreGrid.band(score) else { return }
        fade(now)
        bands[band].judge(wrong: wrong, doubtful: doubtful, memory: Self.memory / budget.maxError)
        sinceLook += 1
        if let servedBand, band <= servedBand {
            openAudits = 0
            drift.look(wrong: wrong)
            if drift.rings { return startAnew() }
            narrow()
        }
        if sinceLook >= lookDue { widen() }
    }

    /// Somebody said that a served answer was wrong: counts like a judgement, whatever the score's band.
    public mutating func complained(score: Double, now: Int64) { judged(score: score, wrong: true, now: now) }

    // MARK: Thresholds

    /// The evidence at each threshold, safest first.
    public var lines: [Line] {
        var (seen, judged, wrong) = (0.0, 0.0, 0.0)
        return bands.indices.map { index in
            seen += bands[index].seen
            judged += bands[index].judged
            wrong += bands[index].wrong
            return Line(
                threshold: ScoreGrid.thresholds[index], seen: seen, judged: judged, wrong: wrong,
                bound: bound(weighted(upTo: index)))
        }
    }

    /// The error above a threshold and the number of looks that it is worth.
    private func weighted(upTo last: Int) -> Weighed {
        var (traffic, error, doubt, spread) = (0.0, 0.0, 0.0, 0.0)
        for band in bands[...last] where band.seen > 0 {
            guard band.judged > 0 else { return Weighed(error: 1, doubt: 1, looks: 0) }
            traffic += band.seen
            error += band.seen * band.wrong / band.judged
            doubt += band.seen * band.doubtful / band.judged
            spread += band.seen * band.seen / band.judged
        }
        guard traffic > 0 else { return Weighed(error: 1, doubt: 1, looks: 0) }
        return Weighed(error: error / traffic, doubt: doubt / traffic, looks: traffic * traffic / spread)
    }

    /// The shares of wrong and of doubtful answers above a threshold, and the number of looks that they are worth.
    private struct Weighed {
        var error: Double
        var doubt: Double
        var looks: Double
    }

    private func bound(_ weighed: Weighed) -> Double {
        budget.bound(
            wrong: weighed.error * weighed.looks, doubtful: weighed.doubt * weighed.looks, of: weighed.looks)
    }

    /// Whether the thresholds down to `last` may be served; nil if too little is known.
    private func holds(_ last: Int) -> Bool? {
        let weighed = weighted(upTo: last)
        guard weighed.looks >= budget.fewestLooks else { return nil }
        return bound(weighed) <= budget.maxError
    }

    /// Whether more judgements like those so far would not help: the error that they tell of is itself above the budget.
    private func isLikelyOver(_ last: Int) -> Bool {
        let weighed = weighted(upTo: last)
        return min(budget.judge.truth(weighed.error), weighed.doubt) > budget.maxError
    }

    /// Looks for the lowest threshold that holds. Looks are rare, each after a tenth more judgements: whoever looks after
    /// every judgement is bound to look at a lucky moment.
    private mutating func widen() {
        sinceLook = 0
        lookDue = max(budget.fewestLooks / 4, bands.reduce(0) { $0 + $1.judged } / 10)
        var best: Int?
        var failed = false
        // A band of which nothing is known is not served, however well those above it do.
        for index in bands.indices where bands[index].judged > 0 {
            guard let holds = holds(index) else { continue }
            if holds { best = index } else if isLikelyOver(index) { failed = true }
        }
        if let best, best > servedBand ?? -1 {
            if servedBand == nil { drift.reset() }
            servedBand = best
            narrow()
        } else if servedBand == nil {
            shadow = failed ? .overBudget : .learning
        }
    }

    /// Takes back what does not hold any more.
    mutating func narrow() {
        sinceCheck = 0
        while let band = servedBand {
            let weighed = weighted(upTo: band)
            if weighed.looks >= budget.fewestLooks, bound(weighed) <= budget.maxError {
                auditShare = min(1, budget.auditShare * max(1, Self.matureLooks / budget.maxError / weighed.looks))
                return
            }
            servedBand = band > 0 ? band - 1 : nil
        }
        shadow = .overBudget
    }

    private mutating func startAnew() {
        for index in bands.indices { bands[index].forgetJudgements() }
        drift.reset()
        servedBand = nil
        openAudits = 0
        shadow = .drifted
        sinceLook = 0
        lookDue = budget.fewestLooks
    }

    mutating func fade(_ now: Int64) {
        // Small steps add nothing that anybody could measure.
        let age = now - fadedAt
        guard age >= budget.halfLife / 256, age > 0 else { return }
        fadedAt = now
        let factor = Double.powerOfTwo(-Double(age) / Double(budget.halfLife))
        for index in bands.indices { bands[index].fade(by: factor) }
    }
}
