// SPDX-License-Identifier: Apache-2.0

/// How much a model shall think before it answers, and what it shall show of that.
public struct ReasoningOptions: Sendable, Hashable {
    public enum Mode: UInt8, Sendable, Hashable {
        /// It thinks, as much as the budget or the effort says.
        case enabled
        /// It decides by itself.
        case adaptive
        case disabled
    }

    public var mode: Mode?
    /// A word such as `low`, `medium`, `high`.
    public var effort: String?
    /// The most tokens that thinking may take.
    public var budget: Int?
    /// Whether the thoughts, or a summary of them, are part of the answer.
    public var showsThoughts: Bool?

    public init(mode: Mode? = nil, effort: String? = nil, budget: Int? = nil, showsThoughts: Bool? = nil) {
        self.mode = mode
        self.effort = effort
        self.budget = budget
        self.showsThoughts = showsThoughts
    }
}
