// SPDX-License-Identifier: Apache-2.0

public import GRDB

/// The state on disk as the gateway uses it: always there, though what it keeps may be nothing.
///
/// A database that cannot be opened is no reason not to serve: everything handed over is then dropped and counted, and
/// everything asked for is answered with why there is nothing.
public final class StateStore: Sendable {
    /// The database, where there is one.
    public let database: StateDatabase?
    private let queue: WriteBehindQueue?
    private let absence: StorageReport

    private init(_ database: StateDatabase?, _ queue: WriteBehindQueue?, absence: StorageReport = StorageReport()) {
        self.database = database
        self.queue = queue
        self.absence = absence
    }

    /// A store that keeps nothing because nobody wants it to.
    public static func off() -> StateStore {
        var absence = StorageReport()
        absence.state = .off
        absence.reason = "this gateway keeps no state"
        return StateStore(nil, nil, absence: absence)
    }

    /// Opens or makes the database at `path`; the store does without one where that fails.
    public static func open(
        _ path: String, migrations: [SchemaMigration] = StateSchema.migrations,
        limits: WriteBehindQueue.Limits = .init(), notify: @escaping @Sendable (StorageNotice) -> Void
    ) -> StateStore {
        do throws(StorageFailure) {
            let database = try StateDatabase.open(path, migrations: migrations, notify: notify)
            if let file = database.setAside { notify(.setAside(file)) }
            return StateStore(database, try WriteBehindQueue(database, limits: limits, notify: notify))
        } catch {
            return unavailable("\(error)", notify)
        }
    }

    /// A store that does without a database because there can be none.
    public static func unavailable(
        _ reason: String, _ notify: @Sendable (StorageNotice) -> Void
    ) -> StateStore {
        var absence = StorageReport()
        absence.state = .unavailable
        absence.reason = reason
        notify(.unavailable(reason: reason))
        return StateStore(nil, nil, absence: absence)
    }

    /// Whether what is handed over has a place to go.
    public var isKept: Bool { queue != nil }

    /// How it is doing.
    public var report: StorageReport { queue?.report ?? absence }

    private var why: StorageFailure { .unavailable(reason: absence.reason ?? "there is no database") }

    /// Takes something to be written soon; false if it was dropped.
    @discardableResult
    public func submit(_ write: StateWrite) -> Bool {
        guard let queue else {
            write.ended?(why)
            return false
        }
        return queue.submit(write)
    }

    /// Writes with the next commit and returns when that is done.
    public func commit<Value: Sendable>(
        bytes: Int = 1024, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        guard let queue else { throw why }
        return try await queue.commit(bytes: bytes, body)
    }

    /// Reads the last committed state.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageFailure) -> Value {
        guard let database else { throw why }
        return try await database.read(body)
    }

    /// Returns when all that was handed over before is written, or was tried.
    public func flush() async { await queue?.flush() }

    /// Writes what waits and closes the database.
    public func stop() async { await queue?.stop() }
}
