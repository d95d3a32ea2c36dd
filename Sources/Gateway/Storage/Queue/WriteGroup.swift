// SPDX-License-Identifier: Apache-2.0

import GRDB

/// Commits several writes in one transaction.
enum WriteGroup {
    /// Writes all; tells which of them the database refused by themselves. Throws when nothing was written.
    static func commit(_ writes: [StateWrite], to database: StateDatabase) throws -> [Int: StorageFailure] {
        try database.write { connection in
            var refusals: [Int: StorageFailure] = [:]
            try connection.inTransaction(.immediate) {
                refusals = [:]
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
            try database.shortenLog(connection)
            return refusals
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
