// SPDX-License-Identifier: Apache-2.0

import KeptState
import Locking

/// Clocks that stand until a test moves them.
final class ScriptedClock: Sendable {
    private let times: Locked<(steady: Int64, wall: Int64)>

    init(steady: Int64 = 1_000_000, wall: Int64 = 1_800_000_000_000) { times = Locked((steady, wall)) }

    var clock: StateClock {
        StateClock(steady: { self.times.withLock { $0.steady } }, wall: { self.times.withLock { $0.wall } })
    }

    /// Lets time pass on both clocks.
    func pass(_ milliseconds: Int64) {
        times.withLock {
            $0.steady += milliseconds
            $0.wall += milliseconds
        }
    }
}
