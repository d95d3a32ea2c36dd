// SPDX-License-Identifier: Apache-2.0

/// Reads digits and fixed letters from the front of a header's value; what does not fit is nil, never a guess.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        var rest = Substring(text).utf8
        while let byte = rest.first, byte == 0x20 || byte == 0x09 { rest.removeFirst() }
        while let byte = rest.last, byte == 0x20 || byte == 0x09 { rest.removeLast() }
        self.rest = rest
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == letter.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func skip(_ count: Int) -> Bool {
        guard rest.count >= count else { return false }
        rest.removeFirst(count)
        return true
    }

    /// Passes the digits; false if there are none.
    mutating func skipDigits() -> Bool {
        guard digit() != nil else { return false }
        while digit() != nil {}
        return true
    }

    /// A number of exactly `count` digits.
    mutating func number(_ count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// The seconds of `03:04:05`; the leap second that some clocks show is that before it.
    mutating func timeOfDay() -> Int64? {
        guard let hours = number(2), take(":"), let minutes = number(2), take(":"), let seconds = number(2),
            hours < 24, minutes < 60, seconds < 61
        else { return nil }
        return hours * 3600 + minutes * 60 + min(seconds, 59)
    }

    /// The number, from 1, of an English month of three letters.
    mutating func month() -> Int64? {
        let names: [StaticString] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let name = rest.prefix(3)
        guard let place = names.firstIndex(where: { $0.withUTF8Buffer { name.elementsEqual($0) } }) else { return nil }
        rest.removeFirst(3)
        return Int64(place) + 1
    }

    /// A decimal number times `scale`, rounded up; capped at 10¹⁶ so that sums cannot overflow.
    mutating func decimal(times scale: Int64) -> Int64? {
        guard let first = digit() else { return nil }
        let most: Int64 = 10_000_000_000_000_000
        var whole = first
        while let next = digit() { whole = min(most, whole * 10 + next) }
        var value = whole > most / scale ? most : whole * scale
        guard take(".") else { return value }
        var unit = 1.0
        var fraction = 0.0
        guard let tenth = digit() else { return nil }
        var next: Int64? = tenth
        while let figure = next {
            unit /= 10
            fraction += Double(figure) * unit
            next = digit()
        }
        // A hair is taken off, since 0.1 and its like are not exact.
        value += Int64((fraction * Double(scale) - 1e-6).rounded(.up))
        return min(most, value)
    }

    private mutating func digit() -> Int64? {
        guard let first = rest.first, first &- 0x30 < 10 else { return nil }
        rest.removeFirst()
        return Int64(first - 0x30)
    }
}
