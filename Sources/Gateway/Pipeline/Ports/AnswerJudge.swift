// SPDX-License-Identifier: Apache-2.0

/// What decides whether two answers say the same. Runs away from requests, and may take its time.
public protocol AnswerJudge: Sendable {
    /// How often it is wrong itself, as measured on labelled pairs.
    var error: JudgeError { get }
    /// How many pairs it takes at a time.
    var atOnce: Int { get }
    /// How many pairs may wait for it.
    var mostWaiting: Int { get }

    /// Whether who got the one answer would be as well served by the other; nil if that will not be known, for a reason that
    /// has nothing to do with this pair. A judge that passes over the pairs that are hard to tell would make all look well.
    func areSame(_ pair: AnswerPair) async -> Bool?
}

extension AnswerJudge {
    public var atOnce: Int { 1 }
    public var mostWaiting: Int { .max }
}
