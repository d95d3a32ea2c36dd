// SPDX-License-Identifier: Apache-2.0

import Dispatch
public import GRDB
import Synchronization

/// The SQLite database in which the gateway keeps what outlives it: usage, keys, answers.
///
/// It is in write-ahead mode: readers see the last commit and never wait for the writer. A commit is in the system's
/// hands when it returns, so the end of this process loses nothing; it is on the disk with the next checkpoint, so the
/// end of the machine may lose the last seconds, and never the file (`synchronous = NORMAL`, see decision 0015).
/// Everything is written by one ``WriteBehindQueue``.
public final class StateDatabase: Sendable {
    /// Where it is.
    public let path: String
    /// The unusable file that was in its place, if there was one.
    public let setAside: SetAsideFile?
    private let file: DatabaseFile
    private let pool: DatabasePool
    /// Brings the log's pages to the file, so that the writer does not wait for the disk.
    private let checkpointer: DatabaseQueue
    private let checkpoints = DispatchQueue(label: "isartor-checkpoint", qos: .utility)

    /// Marks the file as this program's: "ISRT".
    private static let applicationID = 0x4953_5254
    /// Smaller files are checked at each start, larger ones when they came under suspicion.
    private static let checkedSize = 64 << 20
    /// Pages of the log from which on the writer helps to bring them to the file: what it then reuses is not read at the
    /// next start, which after the end of this process has to read the whole log.
    private static let longLog = 8192
    /// A log of this size is emptied by the writer itself, however long it takes.
    private static let logLimit = 256 << 20
    /// Whether the log was long when it was last brought to the file.
    private let isLogLong = Atomic(false)

    /// Opens the database at `path`, or makes it; a file that cannot be used is renamed first.
    ///
    /// The folder must exist. May take as long as the file's check, so it is not for event loops.
    ///
    /// - Parameter notify: hears that a large file is brought to another form, before that begins.
    public static func open(
        _ path: String, migrations: [SchemaMigration] = StateSchema.migrations,
        notify: (StorageNotice) -> Void = { _ in }
    ) throws(StorageFailure) -> StateDatabase {
        let file = DatabaseFile(path: path)
        do {
            return try StateDatabase(file, migrations, setAside: nil, notify)
        } catch .unusable(let cause, let detail) {
            let setAside = try file.setAside(cause, detail: detail)
            do { return try StateDatabase(file, migrations, setAside: setAside, notify) } catch {
                throw error.failure(path)
            }
        } catch {
            throw error.failure(path)
        }
    }

    private init(
        _ file: DatabaseFile, _ migrations: [SchemaMigration], setAside: SetAsideFile?,
        _ notify: (StorageNotice) -> Void
    ) throws(OpeningProblem) {
        self.file = file
        path = file.path
        self.setAside = setAside
        do { try file.prepare() } catch { throw .cannotOpen(error) }
        let migrator = StateSchema.migrator(migrations)
        do {
            let pool = try DatabasePool(path: file.path, configuration: Self.configuration("isartor-state"))
            do {
                try pool.write { try Self.check($0, file: file, migrator) }
                if file.size > Self.checkedSize, try !pool.read({ try migrator.hasCompletedMigrations($0) }) {
                    notify(.upgrading(bytes: file.size))
                }
                try migrator.migrate(pool)
                try pool.write { try $0.execute(sql: "PRAGMA application_id = \(Self.applicationID)") }
                checkpointer = try DatabaseQueue(
                    path: file.path, configuration: Self.configuration("isartor-checkpoint"))
            } catch {
                try? pool.close()
                throw error
            }
            self.pool = pool
        } catch {
            throw OpeningProblem(error)
        }
        file.trust()
    }

    private static func configuration(_ label: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = label
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 4
        configuration.qos = .utility
        configuration.prepareDatabase { database in
            // The writer never empties the log by itself: that waits for the disk.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return configuration
    }

    private static func check(_ database: Database, file: DatabaseFile, _ migrator: DatabaseMigrator) throws {
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard owner == 0 || owner == applicationID else {
            throw OpeningProblem.unusable(.foreign, "application id \(owner)")
        }
        if file.size <= checkedSize || file.isSuspect {
            let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "no answer"
            guard verdict == "ok" else { throw OpeningProblem.unusable(.damaged, verdict) }
        }
        let known = Set(migrator.migrations)
        let unknown = try migrator.appliedIdentifiers(database).subtracting(known).sorted()
        if let first = unknown.first { throw OpeningProblem.unusable(.newer, "it holds \(first)") }
    }

    // MARK: Reading

    /// Reads the last committed state, beside whatever is being written.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StorageFailure) -> Value {
        do { return try await pool.read(body) } catch { throw Self.refusal(error) }
    }

    /// Reads and waits for it, for threads that may wait: at the start, in commands.
    public func readNow<Value>(_ body: (Database) throws -> Value) throws(StorageFailure) -> Value {
        do { return try pool.read(body) } catch { throw Self.refusal(error) }
    }

    static func refusal(_ error: any Error) -> StorageFailure {
        error as? StorageFailure ?? .refused(reason: OpeningProblem.words(error))
    }

    // MARK: Writing, by the queue alone

    /// Runs `body` on the writing connection, in whatever transactions it makes.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try pool.writeWithoutTransaction(body)
    }

    /// Has the log's pages brought to the file, in another thread.
    func checkpointSoon() {
        checkpoints.async { [self] in
            // The row tells whether it was in somebody's way, and the pages in the log.
            let pages = try? checkpointer.writeWithoutTransaction { database in
                try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(PASSIVE)")?[1] as Int?
            }
            isLogLong.store((pages ?? 0) > Self.longLog, ordering: .relaxed)
        }
    }

    /// Sees to it that the log is used from its beginning again, once it is long.
    ///
    /// While entries come, the checkpoints beside the writer never reach its end. The writer brings the little that they
    /// have left to the file; it waits for the disk then, but for no reader.
    func shortenLog(_ database: Database) throws {
        if isLogLong.load(ordering: .relaxed) {
            isLogLong.store(false, ordering: .relaxed)
            try database.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
        }
        // Readers were in the way for long.
        guard file.logSize > Self.logLimit else { return }
        try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// The file turned out to be damaged.
    func suspectFile() { file.suspect() }

    /// Closes the file; the last one to do so removes the log.
    func close() {
        checkpoints.sync {}
        // What is in the log would be read again at the next start.
        try? pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try? checkpointer.close()
        try? pool.close()
    }
}
