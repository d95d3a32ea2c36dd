// SPDX-License-Identifier: Apache-2.0

/// What one provider was asked for in the present day, week and month, and whether there is room for more.
///
/// Worst cases are reserved before a call and settled after it, so a limit that blocks is not passed by what is under
/// way. The windows follow the calendar in UTC; a call counts in the windows in which it is settled.
public struct ProviderQuota: Sendable {
    /// Whether a call may be made.
    public enum Verdict: Sendable, Hashable {
        /// There is room; `near` are limits that have just passed the ratio at which to warn.
        case room(near: [QuotaLine])
        /// A limit is reached and the action is to warn; `isNew` the first time in a window.
        case over([QuotaLine], isNew: Bool)
        /// A limit is reached: the call must not be made.
        case full([QuotaLine])
        /// There is a limit on money and the price is not known.
        case unpriced
    }

    private struct Count {
        var start: Int64
        var used: [QuotaUnit: Int64] = [:]
        /// What has been warned of in this window.
        var warned: Set<String> = []
    }

    public let limits: QuotaLimits
    private var counts: [CalendarWindow: Count]
    private var reserved: [QuotaUnit: Int64] = [:]

    /// - Parameter wall: the time now, in seconds since 1970.
    public init(_ limits: QuotaLimits, wall: Int64) {
        self.limits = limits
        counts = Dictionary(
            uniqueKeysWithValues: CalendarWindow.allCases.map { ($0, Count(start: $0.start(of: wall))) })
    }

    /// Takes up what was used in the present window before the gateway was started.
    public mutating func restore(_ window: CalendarWindow, tokens: Int64, cost: Int64) {
        counts[window]?.used = [.tokens: max(0, tokens), .cost: max(0, cost)]
    }

    /// Reserves a call, unless a limit forbids it.
    public mutating func ask(_ demand: CallDemand, wall: Int64) -> Verdict {
        roll(to: wall)
        if demand.cost == nil, !limits.cost.isEmpty, limits.action != .warn { return .unpriced }
        let lines = lines(adding: demand, wall: wall)
        let reached = lines.filter(\.isReached)
        if !reached.isEmpty, limits.action != .warn { return .full(reached) }
        reserved[.tokens, default: 0] = Self.sum(reserved[.tokens] ?? 0, demand.tokens)
        reserved[.cost, default: 0] = Self.sum(reserved[.cost] ?? 0, demand.cost ?? 0)
        if !reached.isEmpty {
            let isNew = reached.count { mark($0, "over") } > 0
            return .over(reached, isNew: isNew)
        }
        let near = lines.filter { Double($0.projected) >= limits.warningRatio * Double($0.limit) }
        return .room(near: near.filter { mark($0, "near") })
    }

    /// Gives a reservation back and counts what the call really took.
    public mutating func settle(_ demand: CallDemand, actual: CallDemand, wall: Int64) {
        roll(to: wall)
        release(demand)
        for window in CalendarWindow.allCases {
            guard var count = counts[window] else { continue }
            count.used[.tokens] = Self.sum(count.used[.tokens] ?? 0, actual.tokens)
            count.used[.cost] = Self.sum(count.used[.cost] ?? 0, actual.cost ?? 0)
            counts[window] = count
        }
    }

    /// Gives a reservation back: the call was not made, or took nothing.
    public mutating func release(_ demand: CallDemand) {
        reserved[.tokens] = max(0, (reserved[.tokens] ?? 0) - demand.tokens)
        reserved[.cost] = max(0, (reserved[.cost] ?? 0) - (demand.cost ?? 0))
    }

    /// How every limit stands.
    public mutating func lines(wall: Int64) -> [QuotaLine] {
        roll(to: wall)
        return lines(adding: CallDemand(), wall: wall)
    }

    private func lines(adding demand: CallDemand, wall: Int64) -> [QuotaLine] {
        var lines: [QuotaLine] = []
        for window in CalendarWindow.allCases {
            for unit in QuotaUnit.allCases {
                guard let limit = limits.limit(unit, window) else { continue }
                let more = unit == .tokens ? demand.tokens : demand.cost ?? 0
                lines.append(
                    QuotaLine(
                        window: window, unit: unit, limit: limit, used: counts[window]?.used[unit] ?? 0,
                        reserved: Self.sum(reserved[unit] ?? 0, more), end: window.end(of: wall)))
            }
        }
        return lines
    }

    /// Remembers that a warning was given; false if it was given before in this window.
    private mutating func mark(_ line: QuotaLine, _ word: String) -> Bool {
        counts[line.window]?.warned.insert("\(word) \(line.unit.rawValue)").inserted ?? false
    }

    /// Begins the windows that `wall` is in, where they are later ones: a clock that is set back changes nothing.
    private mutating func roll(to wall: Int64) {
        for window in CalendarWindow.allCases {
            let start = window.start(of: wall)
            if let count = counts[window], start > count.start { counts[window] = Count(start: start) }
        }
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isTooLarge) = left.addingReportingOverflow(max(0, right))
        return isTooLarge ? .max : sum
    }
}
