// SPDX-License-Identifier: Apache-2.0

/// A moment as signatures of AWS spell it: `20260102T030405Z`.
struct AWSTimestamp {
    /// The whole moment.
    let text: String
    /// The day alone, `20260102`.
    var day: String { String(text.prefix(8)) }

    /// - Parameter seconds: since 1970; moments outside of the years 1970 to 9999 count as the nearest inside.
    init(seconds: Int64) {
        let seconds = Int(min(max(seconds, 0), 253_402_300_799))
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Years begin in March here, so that the leap day is a year's last.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
        var bytes: [UInt8] = []
        Self.append(year, digits: 4, to: &bytes)
        Self.append(month, digits: 2, to: &bytes)
        Self.append(day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        Self.append(rest / 3600, digits: 2, to: &bytes)
        Self.append(rest / 60 % 60, digits: 2, to: &bytes)
        Self.append(rest % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ number: Int, digits: Int, to bytes: inout [UInt8]) {
        var scale = 1
        for _ in 1..<digits { scale *= 10 }
        while scale > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / scale % 10))
            scale /= 10
        }
    }
}
