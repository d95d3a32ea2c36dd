// SPDX-License-Identifier: Apache-2.0

/// Two answers to one question, to be judged.
public struct AnswerPair: Sendable, Hashable {
    public let question: String
    public let one: String
    public let other: String
    /// Whether they are equal but for what only frames their words; nobody has to judge that.
    public let areEqual: Bool

    public init(question: String, _ one: String, _ other: String) {
        self.question = question
        self.one = one
        self.other = other
        areEqual = AnswerText.areEqual(one, other)
    }
}
