// SPDX-License-Identifier: Apache-2.0

/// A stretch of the calendar that limits start anew with: a day, a week from Monday, a month, all in UTC.
///
/// Times are seconds since 1970.
public enum CalendarWindow: String, Sendable, Hashable, CaseIterable {
    case day
    case week
    case month

    private static let daySeconds: Int64 = 86_400

    /// The first second of the window that holds `wall`.
    public func start(of wall: Int64) -> Int64 {
        let day = Self.floorDivide(wall, Self.daySeconds)
        return switch self {
        case .day: day * Self.daySeconds
        // The first of January 1970 was a Thursday, three days after a Monday.
        case .week: (day - (day + 3 - Self.floorDivide(day + 3, 7) * 7)) * Self.daySeconds
        case .month: Self.firstDay(Self.month(of: day)) * Self.daySeconds
        }
    }

    /// The first second after the window that holds `wall`.
    public func end(of wall: Int64) -> Int64 {
        switch self {
        case .day: start(of: wall) + Self.daySeconds
        case .week: start(of: wall) + 7 * Self.daySeconds
        case .month:
            Self.firstDay(Self.month(of: Self.floorDivide(wall, Self.daySeconds)) + 1) * Self.daySeconds
        }
    }

    // MARK: Months

    // Years are counted from March, so that the odd day of leap years comes last; eras are the 400 years after which
    // the calendar repeats.

    /// The month that a day since 1970 is in, counted from March of the year 0.
    private static func month(of day: Int64) -> Int64 {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        return (era * 400 + yearOfEra) * 12 + (5 * dayOfYear + 2) / 153
    }

    /// Year, month and day of a time.
    static func date(of wall: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let day = floorDivide(wall, daySeconds)
        let month = month(of: day)
        // March is the first month of the year that is counted here.
        let sinceJanuary = month + 2
        return (
            floorDivide(sinceJanuary, 12), sinceJanuary - floorDivide(sinceJanuary, 12) * 12 + 1,
            day - firstDay(month) + 1
        )
    }

    /// The first day, since 1970, of a month that is counted from March of the year 0.
    private static func firstDay(_ month: Int64) -> Int64 {
        let year = floorDivide(month, 12)
        let era = floorDivide(year, 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month - year * 12) + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }
}
