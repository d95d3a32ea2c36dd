// SPDX-License-Identifier: Apache-2.0

/// The watchers of one ledger.
struct LedgerWatchers: Sendable {
    private var waiting: [LedgerWatcher] = []

    mutating func add(_ watcher: LedgerWatcher) { waiting.append(watcher) }

    /// Takes the watchers out whose condition holds now.
    mutating func takeSatisfied(by ledger: FakeUpstreamLedger) -> [LedgerWatcher] {
        guard !waiting.isEmpty else { return [] }
        let satisfied = waiting.filter { $0.condition(ledger) }
        waiting.removeAll { watcher in satisfied.contains { $0.id === watcher.id } }
        return satisfied
    }

    mutating func remove(_ id: LedgerWatcher.ID) -> LedgerWatcher? {
        guard let index = waiting.firstIndex(where: { $0.id === id }) else { return nil }
        return waiting.remove(at: index)
    }

    mutating func takeAll() -> [LedgerWatcher] {
        defer { waiting = [] }
        return waiting
    }
}
