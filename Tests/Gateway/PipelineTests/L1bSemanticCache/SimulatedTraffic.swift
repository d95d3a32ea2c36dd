// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pipeline
import SeededNumbers

/// Made-up traffic whose right answers are known: requests with the nearest kept prompt's scores.
///
/// Scores spread as those of a verifier that takes 2 % of the hard negatives where it takes 60 % of the paraphrases;
/// cosines as measured on natural prompts, where hard negatives are nearer than paraphrases.
struct SimulatedTraffic {
    struct Candidate {
        let isSame: Bool
        /// The verifier's probability.
        let score: Double
        /// The cosine, brought to where the grid of thresholds looks.
        let cosine: Double
    }

    let candidates: [Candidate]

    init(_ count: Int, seed: UInt64, sameShare: Double = 0.45) {
        var random = SplitMix64(seed: seed)
        candidates = (0..<count).map { _ in
            let isSame = random.unit() < sameShare
            let isHard = random.unit() < 0.1
            let logit =
                isSame
                ? random.normal(2.4, 1.8) : isHard ? random.normal(-1.5, 1.8) : random.normal(-3.5, 1.6)
            let cosine =
                isSame
                ? random.normal(0.80, 0.11) : isHard ? random.normal(0.88, 0.08) : random.normal(0.68, 0.10)
            return Candidate(isSame: isSame, score: Self.sigmoid(logit), cosine: Self.sigmoid((cosine - 0.9) * 20 + 2))
        }
    }

    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    /// How a run through the traffic went.
    struct Outcome {
        var served = 0
        var wrong = 0
        var audits = 0
        var error: Double { served > 0 ? Double(wrong) / Double(served) : 0 }
    }

    /// Lets one class decide about all candidates, judged by a judge that is wrong now and then.
    func run(
        _ budget: ErrorBudget, missed: Double = 0, alarms: Double = 0, seed: UInt64,
        score: (Candidate) -> Double = { $0.score }
    ) -> Outcome {
        var random = SplitMix64(seed: seed &+ 77)
        var evidence = ClassEvidence(budget, now: 0)
        var outcome = Outcome()
        for candidate in candidates {
            let ruling = evidence.rule(score: score(candidate), draw: random.unit(), now: 0)
            if case .serve(let audits) = ruling {
                outcome.served += 1
                if !candidate.isSame { outcome.wrong += 1 }
                guard audits else { continue }
                outcome.audits += 1
            }
            let toldWrong = candidate.isSame ? random.unit() < alarms : random.unit() >= missed
            evidence.judged(score: score(candidate), wrong: toldWrong, now: 0)
        }
        return outcome
    }

    /// The most hits that any fixed threshold on the score would have had within the budget, known afterwards.
    func bestInHindsight(_ maxError: Double) -> Int {
        var (wrong, best) = (0, 0)
        for (place, candidate) in candidates.sorted(by: { $0.score > $1.score }).enumerated() {
            if !candidate.isSame { wrong += 1 }
            if Double(wrong) <= maxError * Double(place + 1) { best = place + 1 }
        }
        return best
    }
}
