// SPDX-License-Identifier: Apache-2.0

/// What an answer shows while it passes: enough to decide whether it may be kept.
public struct AnswerFacts: Sendable, Hashable {
    /// The answer reports a failure inside a success.
    public internal(set) var failed = false
    /// All that the format promises has come, and every choice stopped for a reason that leaves it whole.
    public internal(set) var isWhole = false
    /// At least one choice says something or calls a tool.
    public internal(set) var hasContent = false
    /// The provider told its token counts.
    public internal(set) var hasUsage = false

    public init() {}

    /// Whether the answer may be kept and served again.
    public var isKeepable: Bool { isWhole && hasContent && !failed }
}
