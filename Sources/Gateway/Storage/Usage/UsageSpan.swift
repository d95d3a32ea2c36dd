// SPDX-License-Identifier: Apache-2.0

/// A span of time that usage is added up by.
enum UsageSpan: CaseIterable, Sendable {
    case hour, day

    var table: String {
        switch self {
        case .hour: "usage_hour"
        case .day: "usage_day"
        }
    }

    /// Its length in milliseconds.
    var length: Int64 {
        switch self {
        case .hour: 3_600_000
        case .day: 86_400_000
        }
    }

    /// How many days sums of this span are kept, at least.
    var keptDays: Int64 {
        switch self {
        case .hour: 35
        case .day: 400
        }
    }
}
