// SPDX-License-Identifier: Apache-2.0

/// How often a judge of answers is wrong itself, as measured on labelled pairs.
public struct JudgeError: Sendable, Hashable {
    /// The largest share of different answers that the judge calls the same, by its confidence bound.
    public let missed: Double
    /// The smallest share of equal answers that the judge calls different, by its confidence bound.
    public let alarms: Double

    /// A judge that is never wrong.
    public static let none = JudgeError(missed: 0, alarms: 0)

    private init(missed: Double, alarms: Double) {
        self.missed = missed
        self.alarms = alarms
    }

    /// Takes the bounds from counts on labelled pairs.
    ///
    /// - Parameters:
    ///   - missed: different pairs that were called the same, of `different`.
    ///   - alarms: equal pairs that were called different, of `same`. Pairs that hang together count for less than one.
    public init(missed: Double, different: Double, alarms: Double, same: Double, confidence: Double) {
        self.missed = ClopperPearson.upper(missed, of: different, confidence: confidence)
        self.alarms = ClopperPearson.lower(alarms, of: same, confidence: confidence)
    }

    /// The share of pairs that the judge calls wrong where the true share is `truth`.
    func told(_ truth: Double) -> Double { truth * (1 - missed) + (1 - truth) * alarms }

    /// The true share of wrong pairs when the judge calls the share `told` wrong: at most this much.
    ///
    /// A judge calls wrong what it does not miss and what it takes for wrong, `told = p(1 − missed) + (1 − p)alarms`.
    public func truth(_ told: Double) -> Double {
        let seen = 1 - missed - alarms
        guard seen > 0 else { return 1 }
        return min(1, max(0, told - alarms) / seen)
    }
}
