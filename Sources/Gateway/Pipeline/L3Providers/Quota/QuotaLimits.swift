// SPDX-License-Identifier: Apache-2.0

/// What a provider may be asked for, by day, week and month in UTC.
public struct QuotaLimits: Sendable, Hashable {
    /// Tokens of prompts and answers.
    public var tokens: [CalendarWindow: Int64] = [:]
    /// Money, in nano-dollars.
    public var cost: [CalendarWindow: Int64] = [:]
    public var action = QuotaAction.warn
    /// The share of a limit from which on the log warns.
    public var warningRatio = 0.8

    public init() {}

    /// The limit on one thing in one window.
    func limit(_ unit: QuotaUnit, _ window: CalendarWindow) -> Int64? {
        switch unit {
        case .tokens: tokens[window]
        case .cost: cost[window]
        }
    }
}
