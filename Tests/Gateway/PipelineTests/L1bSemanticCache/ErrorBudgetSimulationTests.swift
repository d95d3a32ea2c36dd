// SPDX-License-Identifier: Apache-2.0

import Pipeline
import SeededNumbers
import Testing

@Suite("The error budget on simulated traffic")
struct ErrorBudgetSimulationTests {
    private static let requests = 20_000
    private static let seeds: Range<UInt64> = 0..<20

    @Test(
        "the error per served hit stays within the budget in 95 % of runs, with hits near the best",
        arguments: [0.01, 0.02, 0.05])
    func holds(maxError: Double) {
        let budget = ErrorBudget(maxError: maxError)
        var (within, hits, best, cosineHits) = (0, 0, 0, 0)
        for seed in Self.seeds {
            let traffic = SimulatedTraffic(Self.requests, seed: seed)
            let outcome = traffic.run(budget, seed: seed)
            if outcome.error <= maxError { within += 1 }
            hits += outcome.served
            best += traffic.bestInHindsight(maxError)
            cosineHits += traffic.run(budget, seed: seed, score: { $0.cosine }).served
        }
        #expect(within >= Self.seeds.count * 19 / 20)
        #expect(Double(hits) >= 0.6 * Double(best))
        #expect(hits > cosineHits)
    }

    @Test(
        "it holds with a judge that is wrong itself", arguments: [0.01, 0.02, 0.05],
        [(0.2, 0.002), (0.03, 0.02)])
    func judged(maxError: Double, judge: (missed: Double, alarms: Double)) {
        var within = 0
        for seed in Self.seeds {
            var random = SplitMix64(seed: seed &+ 999)
            // At worst a judge that is wrong about one pair of a question is wrong about all three.
            let (questions, pairs) = (94, 3)
            let measured = JudgeCounts(
                missed: pairs * (0..<questions).count { _ in random.unit() < judge.missed },
                different: pairs * questions,
                alarms: pairs * (0..<questions).count { _ in random.unit() < judge.alarms }, same: pairs * questions)
            let budget = ErrorBudget(maxError: maxError, judge: measured.error)
            let outcome = SimulatedTraffic(Self.requests, seed: seed)
                .run(budget, missed: judge.missed, alarms: judge.alarms, seed: seed)
            if outcome.error <= maxError { within += 1 }
        }
        #expect(within >= Self.seeds.count * 19 / 20)
    }

    @Test(
        "a class whose error rises to four times the budget is back in shadow within 3/δ judgements",
        arguments: [0.01, 0.02, 0.05])
    func drift(maxError: Double) {
        var (within, serving) = (0, 0)
        for seed in Self.seeds {
            var random = SplitMix64(seed: seed &+ 5)
            var evidence = ClassEvidence(ErrorBudget(maxError: maxError), now: 0)
            func go(error: Double, _ evidence: inout ClassEvidence, _ random: inout SplitMix64) -> Bool {
                let score = 0.9 + 0.09 * random.unit()
                let wrong = random.unit() < error
                if case .serve(audits: false) = evidence.rule(score: score, draw: random.unit(), now: 0) {
                    return false
                }
                evidence.judged(score: score, wrong: wrong, now: 0)
                return true
            }
            for _ in 0..<Int(60 / maxError) { _ = go(error: maxError / 4, &evidence, &random) }
            guard evidence.threshold != nil else { continue }
            serving += 1
            var judgements = 0
            while evidence.threshold != nil { if go(error: 4 * maxError, &evidence, &random) { judgements += 1 } }
            if Double(judgements) <= 3 / maxError { within += 1 }
        }
        #expect(serving >= Self.seeds.count * 9 / 10)
        #expect(within >= serving * 19 / 20)
    }

    @Test("a class that is flooded with wrong or right judgements does not move another")
    func flood() {
        let book = EvidenceBook(ErrorBudget(maxError: 0.02))
        let (victim, flooder) = (Digest.of("victim"), Digest.of("flooder"))
        var random = SplitMix64(seed: 1)
        for _ in 0..<4_000 {
            let (score, wrong) = (0.99, random.unit() < 0.001)
            book.with(victim, now: 0) {
                $0.judged(score: score, wrong: wrong, now: 0); _ = $0.rule(score: score, draw: 1, now: 0)
            }
        }
        let before = book.with(victim, now: 0) { $0.threshold }
        #expect(before != nil)
        for wrong in [true, false] {
            for _ in 0..<20_000 {
                book.with(flooder, now: 0) {
                    $0.judged(score: 0.4, wrong: wrong, now: 0); _ = $0.rule(score: 0.4, draw: 1, now: 0)
                }
            }
        }
        #expect(book.with(victim, now: 0) { $0.threshold } == before)
        #expect(book.with(victim, now: 0) { $0.rule(score: 0.4, draw: 1, now: 0) } == .ask)
    }
}
