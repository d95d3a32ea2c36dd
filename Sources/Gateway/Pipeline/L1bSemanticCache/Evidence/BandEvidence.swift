// SPDX-License-Identifier: Apache-2.0

/// What is known of the candidates whose scores lie between two neighbouring thresholds.
struct BandEvidence: Sendable, Hashable {
    /// Judged candidates, older ones counting for less.
    private(set) var judged = 0.0
    /// Those of `judged` whose answer was judged wrong.
    private(set) var wrong = 0.0
    /// Those of `judged` whose answers were not equal, so that a judge had to tell: the wrong ones are among them.
    private(set) var doubtful = 0.0
    /// All candidates, judged or not: what the band's share of the traffic is taken from.
    var seen = 0.0

    init(judged: Double = 0, wrong: Double = 0, doubtful: Double = 0, seen: Double = 0) {
        self.judged = judged
        self.wrong = wrong
        self.doubtful = doubtful
        self.seen = seen
    }

    /// A candidate was judged; beyond `memory` judgements the oldest fade.
    mutating func judge(wrong isWrong: Bool, doubtful isDoubtful: Bool, memory: Double) {
        if judged + 1 > memory, judged > 0 {
            let kept = max(0, memory - 1) / judged
            judged *= kept
            wrong *= kept
            doubtful *= kept
        }
        judged += 1
        if isWrong { wrong += 1 }
        if isWrong || isDoubtful { doubtful += 1 }
    }

    /// Everything counts for `factor` of what it did.
    mutating func fade(by factor: Double) {
        judged *= factor
        wrong *= factor
        doubtful *= factor
        seen *= factor
    }

    mutating func forgetJudgements() {
        judged = 0
        wrong = 0
        doubtful = 0
    }
}
