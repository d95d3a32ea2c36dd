// SPDX-License-Identifier: Apache-2.0

/// What a judge made of labelled pairs.
public struct JudgeCounts: Sendable, Hashable {
    /// Pairs that differ, and those of them that were called the same.
    public var different = 0
    public var missed = 0
    /// Pairs that say the same, and those of them that were called different.
    public var same = 0
    public var alarms = 0

    public init(missed: Int = 0, different: Int = 0, alarms: Int = 0, same: Int = 0) {
        self.missed = missed
        self.different = different
        self.alarms = alarms
        self.same = same
    }

    public var pairs: Int { different + same }

    mutating func add(_ labelled: LabelledPair, areSame: Bool) {
        if labelled.areSame {
            same += 1
            if !areSame { alarms += 1 }
        } else {
            different += 1
            if areSame { missed += 1 }
        }
    }

    /// How many labelled pairs of either kind share a question.
    public static let pairsPerQuestion = 3.0

    /// What enters the bound. Pairs of one question share their texts, so a question counts as one look.
    public var error: JudgeError {
        func looks(_ count: Int) -> Double { Double(count) / Self.pairsPerQuestion }
        return JudgeError(
            missed: looks(missed), different: looks(different), alarms: looks(alarms), same: looks(same),
            confidence: 0.95)
    }
}
