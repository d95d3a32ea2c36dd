// SPDX-License-Identifier: Apache-2.0

/// Somebody who waits until the ledger says something.
struct LedgerWatcher: Sendable {
    /// Names a watcher; one that is cancelled before it is added is found by it too.
    final class ID: Sendable {}

    let id: ID
    let condition: @Sendable (FakeUpstreamLedger) -> Bool
    let continuation: CheckedContinuation<Void, any Error>

    func wake() { continuation.resume() }

    func cancel() { continuation.resume(throwing: CancellationError()) }
}
