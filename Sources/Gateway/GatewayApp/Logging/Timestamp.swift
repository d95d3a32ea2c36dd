// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Times in logs: RFC 3339, UTC, milliseconds.
enum Timestamp {
    static func now() -> String {
        let wall = wall()
        return text(seconds: Int(wall.seconds), milliseconds: Int(wall.milliseconds))
    }

    /// Seconds since 1970, and the milliseconds beyond them.
    static func wall() -> (seconds: Int64, milliseconds: Int64) {
        var spec = timespec()
        clock_gettime(CLOCK_REALTIME, &spec)
        return (Int64(spec.tv_sec), Int64(spec.tv_nsec / 1_000_000))
    }

    /// Milliseconds since 1970.
    @Sendable static func milliseconds() -> Int64 {
        let wall = wall()
        return wall.seconds * 1000 + wall.milliseconds
    }

    /// A time in milliseconds since 1970.
    static func text(milliseconds: Int64) -> String {
        text(seconds: Int(milliseconds / 1000), milliseconds: Int(milliseconds % 1000))
    }

    static func text(seconds: Int, milliseconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let digits = String(milliseconds)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(padded)Z"
    }
}
