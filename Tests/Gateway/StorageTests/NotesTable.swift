// SPDX-License-Identifier: Apache-2.0

import GRDB
import Storage

/// A table for tests.
enum NotesTable {
    static let migrations = [
        SchemaMigration("notes-1") { try $0.execute(sql: "CREATE TABLE note (text TEXT NOT NULL)") }
    ]

    static func insert(_ text: String, bytes: Int = 100) -> StateWrite {
        StateWrite(bytes: bytes) { try $0.execute(sql: "INSERT INTO note VALUES (?)", arguments: [text]) }
    }

    static func texts(_ database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "SELECT text FROM note ORDER BY rowid")
    }
}
