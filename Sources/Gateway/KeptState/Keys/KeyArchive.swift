// SPDX-License-Identifier: Apache-2.0

public import Conversation
import GRDB
public import Pipeline
public import Storage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The virtual keys in the state database.
///
/// What keys may do is committed before it counts; what they used is written behind, the latest state of a key at a time, so
/// a burst of calls is one row.
public final class KeyArchive: KeyJournal, Sendable {
    private let store: StateStore
    private let clock: StateClock

    /// What a row that waits is charged with, in bytes.
    private static let rowBytes = 160

    public init(store: StateStore, clock: StateClock) {
        self.store = store
        self.clock = clock
    }

    /// Takes up all keys. Waits for the disk, so it is for the start only.
    public func load(into book: KeyBook) throws(StorageFailure) {
        guard let database = store.database else { return }
        let wall = clock.wall() / 1000
        let (keys, retired) = try database.readNow { database in
            var spending: [String: KeyState.Spending] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT * FROM virtual_key_spending") {
                spending[row["id"]] = KeyRow.spending(row)
            }
            let keys = try Row.fetchAll(database, sql: "SELECT * FROM virtual_keys").compactMap { KeyRow.key($0) }
            let retired = try Data.fetchAll(database, sql: "SELECT digest FROM retired_keys")
            return (keys.map { ($0, spending[$0.id] ?? KeyState.Spending()) }, retired)
        }
        for digest in retired { Fingerprint(bytes: Array(digest)).map { book.retire($0) } }
        for (key, spending) in keys {
            if key.revoked != nil {
                book.retire(key.digest)
            } else {
                book.add(KeyState(key, wall: wall, spending: spending))
            }
        }
    }

    /// Commits a new or changed key.
    ///
    /// - Parameter retired: the digest that it had before, and that is refused from now on.
    public func save(_ key: VirtualKey, retired: Fingerprint? = nil) async throws(StorageFailure) {
        let wall = clock.wall() / 1000
        do {
            try await store.commit { database in
                try KeyRow.write(key, to: database)
                guard let retired else { return }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO retired_keys (digest, id, retired) VALUES (?, ?, ?)",
                    arguments: [Data(retired.bytes), key.id, wall])
            }
        } catch {
            throw error as? StorageFailure ?? .refused(reason: "the key could not be written")
        }
    }

    public func spent(_ state: KeyState) {
        guard state.markForWriting() else { return }
        let clock = clock
        let isTaken = store.submit(
            StateWrite(bytes: Self.rowBytes) { database in
                // Read when it is written: what was settled meanwhile is in it.
                try KeyRow.write(state.spendingForWriting(wall: clock.wall() / 1000), of: state.id, to: database)
            })
        // With the next call it is tried again.
        if !isTaken { _ = state.spendingForWriting(wall: clock.wall() / 1000) }
    }
}
