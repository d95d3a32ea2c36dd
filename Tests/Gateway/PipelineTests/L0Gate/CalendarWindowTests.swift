// SPDX-License-Identifier: Apache-2.0

import Pipeline
import Testing

@Suite("Calendar windows")
struct CalendarWindowTests {
    /// Noon of Wednesday, the 4th of March 2026.
    private static let noon: Int64 = 1_772_625_600

    @Test("a day begins at midnight UTC, a week on Monday, a month on the first")
    func starts() {
        #expect(UTCText.text(Self.noon) == "2026-03-04T12:00:00Z")
        #expect(UTCText.text(CalendarWindow.day.start(of: Self.noon)) == "2026-03-04T00:00:00Z")
        #expect(UTCText.text(CalendarWindow.week.start(of: Self.noon)) == "2026-03-02T00:00:00Z")
        #expect(UTCText.text(CalendarWindow.month.start(of: Self.noon)) == "2026-03-01T00:00:00Z")
        #expect(UTCText.text(CalendarWindow.month.end(of: Self.noon)) == "2026-04-01T00:00:00Z")
        #expect(UTCText.text(CalendarWindow.week.end(of: Self.noon)) == "2026-03-09T00:00:00Z")
    }

    @Test("leap years and ends of years are where the calendar has them")
    func leapYears() {
        let leapDay: Int64 = 1_709_164_800  // 2024-02-29
        #expect(UTCText.text(leapDay) == "2024-02-29T00:00:00Z")
        #expect(UTCText.text(CalendarWindow.month.end(of: leapDay)) == "2024-03-01T00:00:00Z")
        let lastSecond: Int64 = 1_798_761_599
        #expect(UTCText.text(lastSecond) == "2026-12-31T23:59:59Z")
        #expect(UTCText.text(CalendarWindow.month.end(of: lastSecond)) == "2027-01-01T00:00:00Z")
        #expect(UTCText.text(CalendarWindow.month.start(of: lastSecond)) == "2026-12-01T00:00:00Z")
        #expect(UTCText.text(-1) == "1969-12-31T23:59:59Z")
        #expect(UTCText.text(CalendarWindow.month.start(of: -1)) == "1969-12-01T00:00:00Z")
    }

    @Test("windows follow each other without gap or overlap over forty years", arguments: CalendarWindow.allCases)
    func windowsTile(_ window: CalendarWindow) {
        var start = window.start(of: 946_684_800)  // 2000
        let last: Int64 = 2_208_988_800  // 2040
        while start < last {
            let end = window.end(of: start)
            #expect(end > start)
            #expect(window.start(of: start) == start)
            #expect(window.start(of: end - 1) == start)
            #expect(window.end(of: end - 1) == end)
            #expect(window.start(of: end) == end)
            start = end
        }
    }

    @Test("weeks begin on Mondays and months on the first day")
    func anchors() {
        for day in stride(from: Int64(0), to: 20_000, by: 13) {
            let wall = day * 86_400 + 4_711
            // The 5th of January 1970 was a Monday.
            #expect((CalendarWindow.week.start(of: wall) / 86_400 - 4) % 7 == 0)
            #expect(UTCText.text(CalendarWindow.month.start(of: wall)).hasSuffix("-01T00:00:00Z"))
        }
    }
}
