// SPDX-License-Identifier: Apache-2.0

import Locking
import VectorIndex

/// Questions whose answers are too old to be served give back their memory, in small portions and away from event loops.
extension SemanticCache {
    /// How often is looked for them, in milliseconds.
    static let sweepInterval: Int64 = 10_000
    /// How many go at a time.
    private static let portion = 256

    /// Drops some expired questions, if it is time to; called by the encoder's threads once they have told a verdict.
    func sweep(_ now: Int64) {
        let isDue = nextSweep.withLock { next in
            guard now >= next else { return false }
            next = now + Self.sweepInterval
            return true
        }
        guard isDue else { return }
        let expired = index.removeExpired(now: now, atMost: Self.portion)
        for id in expired {
            guard let entry = shelf.withLock({ $0[id] }) else { continue }
            forget(entry.identity)
        }
        // There may be more: whoever comes next goes on.
        if expired.count == Self.portion { nextSweep.withLock { $0 = now } }
    }
}
