// SPDX-License-Identifier: Apache-2.0

import GRDB
public import Storage

/// The tables of the file that the semantic cache's questions and evidence are in.
public enum QuestionSchema {
    /// All steps; one that was released is never changed.
    public static let migrations = [
        SchemaMigration("questions-1") { database in
            // Times are milliseconds since 1970. A seal is the first 16 bytes of the SHA-256 of all else in its row.
            try database.execute(
                sql: """
                    CREATE TABLE questions (
                        identity BLOB NOT NULL PRIMARY KEY, stored_at INTEGER NOT NULL, subject BLOB NOT NULL,
                        blocked BLOB NOT NULL, seal BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE evidence (
                        class BLOB NOT NULL PRIMARY KEY, learned_at INTEGER NOT NULL, judged_by TEXT NOT NULL,
                        body BLOB NOT NULL, seal BLOB NOT NULL
                    ) STRICT;
                    """)
        }
    ]
}
