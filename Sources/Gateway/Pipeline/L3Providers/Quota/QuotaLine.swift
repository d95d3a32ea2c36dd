// SPDX-License-Identifier: Apache-2.0

/// How one limit of a quota stands.
public struct QuotaLine: Sendable, Hashable {
    public var window: CalendarWindow
    public var unit: QuotaUnit
    public var limit: Int64
    /// What has been used in the present window.
    public var used: Int64
    /// What requests under way may use, the one that is looked at included.
    public var reserved: Int64
    /// When the window ends, in seconds since 1970.
    public var end: Int64

    /// What may have been used when all that is under way has ended.
    public var projected: Int64 {
        let (sum, isTooLarge) = used.addingReportingOverflow(reserved)
        return isTooLarge ? .max : sum
    }

    /// Whether the limit is reached by what is under way.
    public var isReached: Bool { projected >= limit }

    /// The line as the log and the client are told it.
    public var text: String {
        switch unit {
        case .tokens: "\(projected) of \(limit) tokens this \(window.rawValue)"
        case .cost:
            "\(KeyRefusal.Unit.dollars(projected)) of \(KeyRefusal.Unit.dollars(limit)) this \(window.rawValue)"
        }
    }
}
