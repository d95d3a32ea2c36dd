// SPDX-License-Identifier: Apache-2.0

/// At most so many in any sixty seconds.
///
/// Counts by the second and looks at the sixty-one that a minute can touch, so the limit holds for every minute,
/// wherever it begins, and not just for those of the clock. Times are milliseconds of a clock that only goes forward.
public struct MinuteWindow: Sendable {
    /// Whether an amount was let in.
    public enum Outcome: Sendable, Hashable {
        case taken
        /// It fits in so many milliseconds.
        case wait(Int64)
        /// It is more than a whole minute has.
        case never
    }

    private static let size = 61

    public private(set) var limit: Int64
    private var counts = [Int64](repeating: 0, count: size)
    private var sum: Int64 = 0
    /// The latest second that was looked at.
    private var latest: Int64 = .min

    public init(limit: Int64) { self.limit = max(0, limit) }

    /// What has been taken in the minute before `now`, seconds that began before it included.
    public mutating func used(now: Int64) -> Int64 {
        advance(to: Self.second(now))
        return sum
    }

    /// Takes an amount if the minute has room for it.
    public mutating func take(_ amount: Int64, now: Int64) -> Outcome {
        let amount = max(0, amount)
        advance(to: Self.second(now))
        guard amount <= limit else { return .never }
        guard sum > limit - amount else {
            counts[Self.place(latest)] += amount
            sum += amount
            return .taken
        }
        // How many of the oldest seconds must have passed.
        var rest = sum
        for second in (latest - Int64(Self.size) + 1)...latest {
            rest -= counts[Self.place(second)]
            if rest <= limit - amount { return .wait((second + Int64(Self.size)) * 1000 - now) }
        }
        return .wait(Int64(Self.size) * 1000)
    }

    /// Puts what really was in the place of what was taken at `taken`, if that is less than a minute ago.
    public mutating func correct(_ amount: Int64, to actual: Int64, taken: Int64, now: Int64) {
        advance(to: Self.second(now))
        let second = Self.second(taken)
        guard second <= latest, second > latest - Int64(Self.size) else { return }
        let place = Self.place(second)
        let corrected = max(0, counts[place] - max(0, amount)) + max(0, actual)
        sum += corrected - counts[place]
        counts[place] = corrected
    }

    /// Changes the limit; what was taken stays.
    public mutating func change(limit: Int64) { self.limit = max(0, limit) }

    private mutating func advance(to second: Int64) {
        guard second > latest else { return }
        if latest == .min || second - latest >= Int64(Self.size) {
            for place in counts.indices { counts[place] = 0 }
            sum = 0
        } else {
            for passed in (latest + 1)...second {
                sum -= counts[Self.place(passed)]
                counts[Self.place(passed)] = 0
            }
        }
        latest = second
    }

    private static func second(_ milliseconds: Int64) -> Int64 { max(0, milliseconds) / 1000 }

    private static func place(_ second: Int64) -> Int { Int((second % Int64(size) + Int64(size)) % Int64(size)) }
}
