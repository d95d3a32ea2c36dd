// SPDX-License-Identifier: Apache-2.0

import Pipeline
import SeededNumbers
import Testing

@Suite("Evidence as it is written down")
struct ClassEvidenceBytesTests {
    private static func learned(_ budget: ErrorBudget, wrong: Double = 0) -> ClassEvidence {
        var evidence = ClassEvidence(budget, now: 0)
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let score = 0.9 + 0.09 * random.unit()
            _ = evidence.rule(score: score, draw: 1, now: 0)
            evidence.judged(score: score, wrong: random.unit() < wrong, now: 0)
        }
        return evidence
    }

    @Test("what was written is read: the same thresholds, counts and decisions")
    func roundTrip() throws {
        let budget = ErrorBudget(maxError: 0.02)
        for wrong in [0, 0.5] {
            var before = Self.learned(budget, wrong: wrong)
            var after = try #require(ClassEvidence(before.bytes(now: 0), budget, age: 0, now: 500))
            #expect(after.threshold == before.threshold && after.shadow == before.shadow)
            #expect(after.lines == before.lines)
            for score in [0.3, 0.91, 0.97] {
                #expect(after.rule(score: score, draw: 0.5, now: 0) == before.rule(score: score, draw: 0.5, now: 0))
            }
            #expect((after.threshold != nil) == (wrong == 0))
        }
    }

    @Test("old evidence counts for less, and what it does not allow any more is not served")
    func age() throws {
        let budget = ErrorBudget(maxError: 0.02)
        let before = Self.learned(budget)
        let after = try #require(ClassEvidence(before.bytes(now: 0), budget, age: 0, now: 0))
        let aged = try #require(ClassEvidence(before.bytes(now: 0), budget, age: 40 * budget.halfLife, now: 0))
        var late = aged
        late.judged(score: 0.95, wrong: false, now: 0)
        #expect(after.threshold != nil)
        #expect(late.threshold == nil)
        let stricter = ErrorBudget(maxError: 0.0001)
        #expect(try #require(ClassEvidence(before.bytes(now: 0), stricter, age: 0, now: 0)).threshold == nil)
    }

    @Test("bytes that are damaged, cut or cannot be true are no evidence")
    func damage() {
        let budget = ErrorBudget(maxError: 0.02)
        let bytes = Self.learned(budget).bytes(now: 0)
        #expect(ClassEvidence([], budget, age: 0, now: 0) == nil)
        #expect(ClassEvidence(Array(bytes.dropLast()), budget, age: 0, now: 0) == nil)
        #expect(ClassEvidence(bytes + [0], budget, age: 0, now: 0) == nil)
        for place in [0, 7, 8 * 2 + 7, 8 * 3 + 7] {
            var changed = bytes
            changed[place] = 0xFF
            changed[place / 8 * 8 + 6] = 0xFF
            #expect(ClassEvidence(changed, budget, age: 0, now: 0) == nil, "byte \(place)")
        }
        // More wrong than judged.
        var changed = bytes
        let band = 8 * (8 + 4 * 10)
        changed.replaceSubrange(
            band + 8..<band + 16, with: withUnsafeBytes(of: 1e9.bitPattern.littleEndian) { Array($0) })
        #expect(ClassEvidence(changed, budget, age: 0, now: 0) == nil)
    }
}
