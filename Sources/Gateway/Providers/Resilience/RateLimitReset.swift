// SPDX-License-Identifier: Apache-2.0

/// Reads from the header lines of a refusal how long the provider wants to be left alone.
public enum RateLimitReset {
    /// The longest wait that is believed, in milliseconds: a day.
    public static var longest: Int64 { 86_400_000 }

    /// The milliseconds to wait, 0…``longest``; nil if no header line says so.
    ///
    /// An explicit `Retry-After` counts first; of a vendor's limits those count that are used up, and of these the
    /// one that lasts longest.
    ///
    /// - Parameters:
    ///   - wallSeconds: the time of day, in seconds since 1970.
    ///   - header: the value of the header line of that lower-case name.
    public static func milliseconds(wallSeconds: Int64, _ header: (String) -> String?) -> Int64? {
        let wait =
            header("retry-after-ms").flatMap { plain($0, times: 1) }
            ?? header("retry-after").flatMap { retryAfter($0, wallSeconds) }
            ?? usedUp(wallSeconds, header)
            ?? general(wallSeconds, header)
        return wait.map { min(max($0, 0), longest) }
    }

    private static func retryAfter(_ text: String, _ wallSeconds: Int64) -> Int64? {
        plain(text, times: 1000) ?? WallTime.seconds(httpDate: text).map { ($0 - wallSeconds) * 1000 }
    }

    private static func usedUp(_ wallSeconds: Int64, _ header: (String) -> String?) -> Int64? {
        var longest: Int64?
        func consider(_ wait: Int64?) {
            if let wait { longest = max(longest ?? 0, wait) }
        }
        for name in ["requests", "tokens"] where isUsedUp(header("x-ratelimit-remaining-\(name)")) {
            consider(header("x-ratelimit-reset-\(name)").flatMap(duration))
        }
        for name in ["requests", "tokens", "input-tokens", "output-tokens"]
        where isUsedUp(header("anthropic-ratelimit-\(name)-remaining")) {
            let moment = header("anthropic-ratelimit-\(name)-reset").flatMap { WallTime.seconds(rfc3339: $0) }
            consider(moment.map { ($0 - wallSeconds) * 1000 })
        }
        return longest
    }

    /// `x-ratelimit-reset` is a number of seconds, or a time in seconds or milliseconds since 1970.
    private static func general(_ wallSeconds: Int64, _ header: (String) -> String?) -> Int64? {
        let remaining = header("x-ratelimit-remaining")
        guard remaining == nil || isUsedUp(remaining), let text = header("x-ratelimit-reset"),
            let value = plain(text, times: 1000)
        else { return nil }
        switch value {
        case 100_000_000_000_000...: return value / 1000 - wallSeconds * 1000
        case 1_000_000_000_000...: return value - wallSeconds * 1000
        default: return value
        }
    }

    private static func isUsedUp(_ remaining: String?) -> Bool {
        guard let remaining else { return false }
        if remaining.utf8.first == UInt8(ascii: "-") { return plain(remaining, times: 1) != nil }
        return plain(remaining, times: 1) == 0
    }

    /// A decimal number; one below zero is zero.
    private static func plain(_ text: String, times scale: Int64) -> Int64? {
        var scanner = DigitScanner(text)
        let isNegative = scanner.take("-")
        guard let value = scanner.decimal(times: scale), scanner.isAtEnd else { return nil }
        return isNegative ? 0 : value
    }

    /// The milliseconds of `1h2m3.5s`, `20ms` and the like; a bare number is seconds.
    private static func duration(_ text: String) -> Int64? {
        if let seconds = plain(text, times: 1000) { return seconds }
        var scanner = DigitScanner(text)
        var sum: Int64 = 0
        repeat {
            // The unit comes after the number, so the number is read twice.
            var ahead = scanner
            guard ahead.decimal(times: 1) != nil, let scale = unit(&ahead) else { return nil }
            guard let part = scanner.decimal(times: max(scale, 1)), unit(&scanner) != nil else { return nil }
            sum = min(longest, sum + (scale == 0 ? (part + 999) / 1000 : min(part, longest)))
        } while !scanner.isAtEnd
        return sum
    }

    /// The milliseconds of the unit that comes next; zero for microseconds, of which a thousand are one.
    private static func unit(_ scanner: inout DigitScanner) -> Int64? {
        if scanner.take("d") { return 86_400_000 }
        if scanner.take("h") { return 3_600_000 }
        if scanner.take("s") { return 1000 }
        if scanner.take("u") { return scanner.take("s") ? 0 : nil }
        guard scanner.take("m") else { return nil }
        return scanner.take("s") ? 1 : 60_000
    }
}
