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
                try connection.inTransaction(.immediate) {
                    for write in writes { try write.body(connection) }
                    return .commit
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
        try connection.inTransaction(.immediate) {
            for (place, write) in writes.enumerated() {
                do {
                    try connection.inSavepoint {
                        try write.body(connection)
                        return .commit
                    }
                } catch {
                    if endsGroup(error) { throw error }
                    write.undone?()
                    refusals[place] = StateDatabase.refusal(error)
                }
            }
            return .commit
        }
        return refusals
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
