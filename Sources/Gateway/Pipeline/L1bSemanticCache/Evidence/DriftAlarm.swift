// SPDX-License-Identifier: Apache-2.0

/// Notices that served hits have become worse than they were, sooner than averages do.
///
/// A cumulative sum (Page, 1954) of the log-likelihood ratio between an error of 4 δ and one of δ. It rises with each
/// wrong hit, falls a little with each right one, never below zero, and rings at a height.
struct DriftAlarm: Sendable, Hashable {
    private(set) var height: Double
    private let wrongStep: Double
    private let rightStep: Double
    /// Where it rings: at an error of 4 δ after some 1.3/δ looks, at half of δ hardly ever.
    private static let ringsAt = 2.8

    init(_ budget: ErrorBudget, height: Double = 0) {
        self.height = height
        let fine = budget.judge.told(budget.maxError)
        let bad = budget.judge.told(min(0.5, 4 * budget.maxError))
        guard fine > 0, bad > fine, bad < 1 else {
            (wrongStep, rightStep) = (Self.ringsAt, 0)
            return
        }
        wrongStep = Double.logarithm(bad / fine)
        rightStep = Double.logarithm((1 - bad) / (1 - fine))
    }

    var rings: Bool { height >= Self.ringsAt }

    mutating func look(wrong: Bool) { height = max(0, height + (wrong ? wrongStep : rightStep)) }

    mutating func reset() { height = 0 }
}
