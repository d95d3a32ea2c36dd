// SPDX-License-Identifier: Apache-2.0

/// Both clocks, handed in: the one that only goes forward, and the calendar's.
public struct StateClock: Sendable {
    /// Milliseconds of the clock that the cache counts by.
    public let steady: @Sendable () -> Int64
    /// Milliseconds since 1970.
    public let wall: @Sendable () -> Int64

    public init(steady: @escaping @Sendable () -> Int64, wall: @escaping @Sendable () -> Int64) {
        self.steady = steady
        self.wall = wall
    }
}
