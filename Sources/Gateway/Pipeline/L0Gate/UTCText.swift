// SPDX-License-Identifier: Apache-2.0

/// Times as `2026-12-01T00:00:00Z`.
public enum UTCText {
    /// The text of a time in seconds since 1970.
    public static func text(_ wall: Int64) -> String {
        let day = CalendarWindow.day.start(of: wall)
        let (year, month, dayOfMonth) = CalendarWindow.date(of: wall)
        let seconds = wall - day
        return "\(pad(year, 4))-\(pad(month))-\(pad(dayOfMonth))T"
            + "\(pad(seconds / 3600)):\(pad(seconds / 60 % 60)):\(pad(seconds % 60))Z"
    }

    private static func pad(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
