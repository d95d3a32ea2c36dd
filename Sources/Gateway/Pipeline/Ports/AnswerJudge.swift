// SPDX-License-Identifier: Apache-2.0

/// What decides whether two answers say the same. Runs away from requests.
public protocol AnswerJudge: Sendable {
    /// How often it is wrong itself, as measured on labelled pairs.
    var error: JudgeError { get }

    /// Whether who got the one answer would be as well served by the other.
    func areSame(_ one: String, _ other: String) -> Bool
}
