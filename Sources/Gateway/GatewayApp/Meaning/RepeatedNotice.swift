// SPDX-License-Identifier: Apache-2.0

/// Decides when something that happens again and again is told again: at once, then once in a while.
struct RepeatedNotice: Sendable {
    /// Two lines are at least so far apart, in milliseconds.
    static let interval: Int64 = 60_000

    private var toldAt: Int64?
    private var untold = 0

    /// It happened.
    ///
    /// - Parameter now: in milliseconds of a clock that does not go back.
    /// - Returns: how often it happened without a word since it was told last; nil if it is not to be told now.
    mutating func happened(at now: Int64) -> Int? {
        if let toldAt, now - toldAt < Self.interval {
            untold += 1
            return nil
        }
        defer { untold = 0 }
        toldAt = now
        return untold
    }
}
