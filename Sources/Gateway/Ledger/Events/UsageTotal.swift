// SPDX-License-Identifier: Apache-2.0

public import Conversation

/// Sums of usage for what was asked to be told apart; what was not is nil.
public struct UsageTotal: Sendable, Hashable {
    /// What sums can be told apart by.
    public enum Dimension: String, Sendable, CaseIterable {
        case day, provider, model, principal, tool, layer, surface, arm
    }

    /// Days since 1970.
    public var day: Int?
    public var provider: String?
    public var model: String?
    public var principal: String?
    public var tool: String?
    public var layer: Layer?
    public var surface: Surface?
    /// Whether these are requests of the share that no layer may answer.
    public var isHoldout: Bool?
    public var sums: UsageSums

    public init(sums: UsageSums = UsageSums()) { self.sums = sums }
}
