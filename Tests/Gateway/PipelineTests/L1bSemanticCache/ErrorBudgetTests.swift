// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipeline

@Suite("The error budget")
struct ErrorBudgetTests {
    @Test(
        "so many judgements without an error are needed of reworded answers, and one less is too few",
        arguments: [0.01, 0.02, 0.05], [(3.0, 0.0), (20, 0), (80, 2), (94, 0)])
    func wordings(maxError: Double, judge: (missed: Double, alarms: Double)) throws {
        var budget = ErrorBudget(maxError: maxError)
        budget.judge = JudgeError(
            missed: judge.missed, different: 94, alarms: judge.alarms, same: 94, confidence: 0.95)
        guard judge.missed < 94 else {
            #expect(budget.judgementsOfWordings == nil)
            return
        }
        let needed = try #require(budget.judgementsOfWordings)
        func bound(_ looks: Int) -> Double { budget.bound(wrong: 0, doubtful: Double(looks), of: Double(looks)) }
        #expect(bound(needed) <= maxError + 1e-9)
        #expect(bound(needed - 1) > maxError || needed == budget.fewestJudgements)
    }
}
