// SPDX-License-Identifier: Apache-2.0

/// One moment, told by both clocks: rates go by the one that never jumps, budgets and expiry by the calendar.
public struct GateTime: Sendable, Hashable {
    /// Milliseconds of a clock that only goes forward.
    public var steady: Int64
    /// Seconds since 1970.
    public var wall: Int64

    public init(steady: Int64, wall: Int64) {
        self.steady = steady
        self.wall = wall
    }
}
