// SPDX-License-Identifier: Apache-2.0

/// Two answers of which is known whether they say the same; measures a judge.
public struct LabelledPair: Sendable, Hashable {
    public let pair: AnswerPair
    public let areSame: Bool

    public init(_ pair: AnswerPair, areSame: Bool) {
        self.pair = pair
        self.areSame = areSame
    }
}
