// SPDX-License-Identifier: Apache-2.0

import GRDB
public import Storage

/// The tables of the file that kept answers are in.
public enum AnswerSchema {
    /// All steps; one that was released is never changed.
    public static let migrations = [
        SchemaMigration("answers-1") { database in
            // Times are milliseconds since 1970; `cost` is what the answer is charged with in memory. What the start
            // needs stands in an index of its own, so that it never reads a body.
            try database.execute(
                sql: """
                    CREATE TABLE answers (
                        identity BLOB NOT NULL PRIMARY KEY, stored_at INTEGER NOT NULL, cost INTEGER NOT NULL,
                        provider TEXT NOT NULL, format INTEGER NOT NULL, form INTEGER NOT NULL,
                        has_usage INTEGER NOT NULL, tools BLOB NOT NULL, model TEXT NOT NULL,
                        answered_model TEXT, usage TEXT, body BLOB NOT NULL
                    ) STRICT;
                    CREATE INDEX answers_shelf ON answers (stored_at, identity, cost);
                    """)
        }
    ]
}
