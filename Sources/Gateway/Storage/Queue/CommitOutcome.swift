// SPDX-License-Identifier: Apache-2.0

import Locking

/// What a write that somebody waits for came to, carried from the writer's thread to who waits.
final class CommitOutcome<Value: Sendable>: Sendable {
    private let outcome = Locked<Result<Value, any Error>?>(nil)

    /// Runs the write and remembers what came of it; throws what it threw, so that its part is undone.
    func run(_ body: () throws -> Value) throws {
        let result = Result { try body() }
        outcome.withLock { $0 = result }
        _ = try result.get()
    }

    /// What to tell who waits: the write's own error rather than the database's words for it.
    func result(_ failure: StorageFailure?) -> Result<Value, any Error> {
        let outcome = outcome.withLock { $0 }
        guard let failure else { return outcome ?? .failure(StorageFailure.queueIsFull) }
        if case .failure(let own) = outcome { return .failure(own) }
        return .failure(failure)
    }
}
