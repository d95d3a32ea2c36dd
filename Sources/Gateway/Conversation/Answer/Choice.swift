// SPDX-License-Identifier: Apache-2.0

/// One alternative of an answer.
public struct Choice: Sendable, Hashable {
    public var index: Int
    /// What the model wrote, in order.
    public var parts: [AnswerPart]
    public var stopReason: StopReason
    /// The stop sequence that was met, where the format tells it.
    public var stopSequence: String?
    /// Fields of the choice that only the format of origin knows.
    public var extras: [Answer.Extra]
    /// Fields of the choice's message that only the format of origin knows.
    public var messageExtras: [Answer.Extra]

    public init(
        index: Int = 0, parts: [AnswerPart], stopReason: StopReason, stopSequence: String? = nil,
        extras: [Answer.Extra] = [], messageExtras: [Answer.Extra] = []
    ) {
        self.index = index
        self.parts = parts
        self.stopReason = stopReason
        self.stopSequence = stopSequence
        self.extras = extras
        self.messageExtras = messageExtras
    }
}
