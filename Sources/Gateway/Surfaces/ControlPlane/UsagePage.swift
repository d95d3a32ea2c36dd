// SPDX-License-Identifier: Apache-2.0

/// A page about what was used, saved and asked.
public enum UsagePage: Sendable, Equatable {
    /// Tokens, money and savings of the last hours, by day, provider and model.
    case usage(hours: Int?)
    /// The same by provider and model alone.
    case breakdown(hours: Int?)
    /// Requests by layer, door, client and tool, and the latest ones.
    case prompts(limit: Int)
    /// Requests by tool.
    case agents
    /// What one request cost.
    case receipt(id: String)
}
