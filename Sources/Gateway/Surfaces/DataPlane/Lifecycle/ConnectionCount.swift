// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts open client connections over all event loops, up to a limit.
final class ConnectionCount: Sendable {
    private let limit: Int
    private let count = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// Takes a place; false if all are taken.
    func open() -> Bool {
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            count.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Gives a place back.
    func close() { count.subtract(1, ordering: .relaxed) }
}
