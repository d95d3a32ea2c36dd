// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts from 1, for answers that differ from one call to the next.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
