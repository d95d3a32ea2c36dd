// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Testing

@Suite("Evidence of a class")
struct ClassEvidenceTests {
    private let budget = ErrorBudget(maxError: 0.01)

    private func feed(
        _ evidence: inout ClassEvidence, _ count: Int, score: Double = 0.99, wrong: Bool = false, now: Int64 = 0
    ) {
        for _ in 0..<count {
            if case .serve(audits: false) = evidence.rule(score: score, draw: 0, now: 0) { continue }
            evidence.judged(score: score, wrong: wrong, now: now)
        }
    }

    @Test("nothing is served before the evidence could show anything: 3/δ spotless judgements")
    func patience() {
        var evidence = ClassEvidence(budget, now: 0)
        feed(&evidence, 298)
        #expect(evidence.threshold == nil)
        #expect(evidence.shadow == .learning)
        feed(&evidence, 200)
        #expect(evidence.threshold.map { $0 <= 0.99 } == true)
    }

    @Test("a class whose answers are often wrong is never served")
    func bad() {
        var evidence = ClassEvidence(budget, now: 0)
        for round in 0..<20_000 {
            #expect(evidence.rule(score: 0.99, draw: 0, now: 0) == .ask)
            evidence.judged(score: 0.99, wrong: round % 20 == 0, now: 0)
        }
        #expect(evidence.shadow == .overBudget)
    }

    @Test("a score below every threshold is never served and never evidence")
    func low() {
        var evidence = ClassEvidence(budget, now: 0)
        feed(&evidence, 5_000, score: 0.1)
        #expect(evidence.lines.allSatisfy { $0.judged == 0 })
    }

    @Test("bands that bring traffic but no judgements are not served")
    func blind() {
        var evidence = ClassEvidence(budget, now: 0)
        for _ in 0..<2_000 { _ = evidence.rule(score: 0.7, draw: 0, now: 0) }
        feed(&evidence, 2_000)
        #expect(evidence.threshold.map { $0 > 0.7 } == true)
    }

    @Test("wrong hits take a threshold back at once, and complaints count")
    func complaints() {
        var evidence = ClassEvidence(budget, now: 0)
        feed(&evidence, 600)
        #expect(evidence.threshold != nil)
        for _ in 0..<8 { evidence.complained(score: 0.99, now: 0) }
        #expect(evidence.threshold == nil)
    }

    @Test("where audits bring no judgements for a minute, nothing is served until one comes")
    func unaudited() {
        var evidence = ClassEvidence(budget, now: 0)
        feed(&evidence, 600)
        for _ in 0..<32 { #expect(evidence.rule(score: 0.99, draw: 0, now: 1_000) == .serve(audits: true)) }
        // A provider may take its time.
        #expect(evidence.rule(score: 0.99, draw: 1, now: 60_999) == .serve(audits: false))
        #expect(evidence.rule(score: 0.99, draw: 1, now: 61_000) == .askUnaudited)
        // What is not served says nothing of what is.
        evidence.judged(score: 0.3, wrong: false, now: 61_000)
        #expect(evidence.rule(score: 0.99, draw: 0, now: 61_000) == .askUnaudited)
        evidence.judged(score: 0.99, wrong: false, now: 61_000)
        #expect(evidence.rule(score: 0.99, draw: 1, now: 61_000) == .serve(audits: false))
    }

    @Test("evidence fades: after many half-lives a class has to learn again")
    func fading() {
        var evidence = ClassEvidence(budget, now: 0)
        feed(&evidence, 600)
        #expect(evidence.threshold != nil)
        evidence.judged(score: 0.99, wrong: false, now: 10 * budget.halfLife)
        #expect(evidence.threshold == nil)
    }

    @Test("a clock that jumps back changes nothing")
    func clock() {
        var evidence = ClassEvidence(budget, now: 1_000_000_000_000)
        feed(&evidence, 600, now: 0)
        #expect(evidence.threshold != nil)
    }

    @Test("the book forgets the class that was used longest ago")
    func bounded() {
        let book = EvidenceBook(budget, capacity: 3)
        let names = (0..<4).map { Digest.of("class \($0)") }
        for name in names { book.with(name, now: 0) { $0.judged(score: 0.99, wrong: false, now: 0) } }
        #expect(book.all.count == 3)
        #expect(!book.all.contains { $0.name == names[0] })
    }
}
