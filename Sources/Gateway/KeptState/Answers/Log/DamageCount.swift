// SPDX-License-Identifier: Apache-2.0

import Locking
import Storage

/// Counts kept answers that turned out to be damaged, and tells of them once a minute at most.
final class DamageCount: Sendable {
    private struct Counts {
        var all = 0
        var untold = 0
        var nextNotice: Int64 = .min
    }

    /// The time between two notices, in milliseconds.
    private static let pause: Int64 = 60_000

    private let counts = Locked(Counts())
    private let clock: StateClock
    private let notify: @Sendable (StorageNotice) -> Void

    init(clock: StateClock, notify: @escaping @Sendable (StorageNotice) -> Void) {
        self.clock = clock
        self.notify = notify
    }

    /// How many there were.
    var all: Int { counts.withLock { $0.all } }

    /// So many more were found.
    func found(_ number: Int = 1) {
        let now = clock.steady()
        let told: Int? = counts.withLock { counts in
            counts.all += number
            counts.untold += number
            guard now >= counts.nextNotice else { return nil }
            counts.nextNotice = now + Self.pause
            defer { counts.untold = 0 }
            return counts.untold
        }
        if let told { notify(.damaged(reason: "\(told) of them cannot be read")) }
    }
}
