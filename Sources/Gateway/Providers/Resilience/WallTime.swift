// SPDX-License-Identifier: Apache-2.0

/// Reads the two notations of a time that come in header lines, as seconds since 1970.
enum WallTime {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that senders may use.
    static func seconds(httpDate text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard scanner.skip(3), scanner.take(","), scanner.take(" "), let day = scanner.number(2), scanner.take(" "),
            let month = scanner.month(), scanner.take(" "), let year = scanner.number(4), scanner.take(" "),
            let time = scanner.timeOfDay(), scanner.take(" "), scanner.take("G"), scanner.take("M"),
            scanner.take("T"), scanner.isAtEnd
        else { return nil }
        return seconds(year, month, day, time)
    }

    /// `2026-01-02T03:04:05Z`, with or without fractions (which are rounded up) and an offset.
    static func seconds(rfc3339 text: String) -> Int64? {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let time = scanner.timeOfDay(), let moment = seconds(year, month, day, time)
        else { return nil }
        let hasFraction = scanner.take(".")
        if hasFraction { guard scanner.skipDigits() else { return nil } }
        let whole = hasFraction ? moment + 1 : moment
        if scanner.take("Z") || scanner.take("z") { return scanner.isAtEnd ? whole : nil }
        let isEast = scanner.take("+")
        guard isEast || scanner.take("-"), let hours = scanner.number(2), scanner.take(":"),
            let minutes = scanner.number(2), scanner.isAtEnd
        else { return nil }
        let offset = hours * 3600 + minutes * 60
        return isEast ? whole - offset : whole + offset
    }

    private static func seconds(_ year: Int64, _ month: Int64, _ day: Int64, _ time: Int64) -> Int64? {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Years that begin in March have their odd day at the end; eras of 400 years are all alike.
        let years = month > 2 ? year : year - 1
        let era = years / 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let yearOfEra = years - era * 400
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era * 146_097 + dayOfEra - 719_468) * 86_400 + time
    }
}
