// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Commits several writes in one transaction.
enum WriteGroup {
    /// Writes all; tells which of them the database refused by themselves. Throws when nothing was written.
    ///
    /// First without asking what each of them comes to, which is nearly always enough and takes half the time; when one is
    /// refused, once more with a savepoint for each.
    static func commit(_ writes: [StateWrite], to database: StateDatabase) throws -> [Int: StorageFailure] {
        try database.write { connection in
            var refusals: [Int: StorageFailure] = [:]
            do {
                try inTransaction(connection) {
                    for write in writes { try write.body(connection) }
                    for write in writes { try write.conclusion?(connection) }
                }
            } catch {
                if endsGroup(error) { throw error }
                for write in writes { write.undone?() }
                refusals = try commitOneByOne(writes, connection)
            }
            try database.shortenLog(connection)
            return refusals
        }
    }

    private static func commitOneByOne(
        _ writes: [StateWrite], _ connection: Database
    ) throws -> [Int: StorageFailure] {
        var refusals: [Int: StorageFailure] = [:]
        try inTransaction(connection) {
            for (place, write) in writes.enumerated() {
                do {
                    try connection.inSavepoint {
                        try write.body(connection)
                        try write.conclusion?(connection)
                        return .commit
                    }
                } catch {
                    if endsGroup(error) { throw error }
                    write.undone?()
                    refusals[place] = StateDatabase.refusal(error)
                }
            }
        }
        return refusals
    }

    /// Commits what `body` writes, or undoes it and throws.
    ///
    /// GRDB's own transactions have the statements around them parsed anew each time, a hundred times a second here.
    private static func inTransaction(_ connection: Database, _ body: () throws -> Void) throws {
        try connection.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
            try body()
            try connection.cachedStatement(sql: "COMMIT").execute()
        } catch {
            // Some errors undo it by themselves.
            if connection.isInsideTransaction { try connection.rollback() }
            throw error
        }
    }

    /// Whether an error is about the file, not about what was to be written.
    private static func endsGroup(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_BUSY,
            .SQLITE_LOCKED, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_PROTOCOL:
            return true
        default: return false
        }
    }
}
