// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// What an answer shows while it passes: enough to decide whether it may be kept, and what it cost.
public struct AnswerFacts: Sendable, Hashable {
    /// The answer reports a failure inside a success.
    public internal(set) var failed = false
    /// All that the format promises has come, and every choice stopped for a reason that leaves it whole.
    public internal(set) var isWhole = false
    /// At least one choice says something or calls a tool.
    public internal(set) var hasContent = false
    /// The provider told its token counts, all of them.
    public var hasUsage = false
    /// What it told so far; the counts of the answer are only right when `hasUsage`.
    public var usage: Usage?
    /// The model that answers, in the provider's words.
    public internal(set) var model: String?
    /// Bytes of text, thoughts and calls that streamed by: what the answer's tokens can be estimated from.
    public var writtenBytes = 0

    public init() {}

    /// Whether the answer may be kept and served again.
    public var isKeepable: Bool { isWhole && hasContent && !failed }
}
