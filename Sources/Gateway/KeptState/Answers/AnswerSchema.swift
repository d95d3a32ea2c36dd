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
        },
        SchemaMigration("answers-2") { database in
            // Answers in the order in which they came, under a number: identities are as good as random, and an index of
            // them was half of what every answer had written. Which number an identity has is known in memory; what
            // the start needs for that is a table of its own, so that it never reads a body.
            try database.execute(
                sql: """
                    CREATE TABLE kept_answer (
                        id INTEGER NOT NULL PRIMARY KEY, provider TEXT NOT NULL, format INTEGER NOT NULL,
                        form INTEGER NOT NULL, has_usage INTEGER NOT NULL, tools BLOB NOT NULL, model TEXT NOT NULL,
                        answered_model TEXT, usage TEXT, body BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE kept_shelf (
                        id INTEGER NOT NULL PRIMARY KEY, stored_at INTEGER NOT NULL, cost INTEGER NOT NULL,
                        identity BLOB NOT NULL
                    ) STRICT;
                    INSERT INTO kept_answer
                        SELECT rowid, provider, format, form, has_usage, tools, model, answered_model, usage, body
                        FROM answers;
                    INSERT INTO kept_shelf SELECT rowid, stored_at, cost, identity FROM answers;
                    DROP TABLE answers;
                    """)
        },
    ]
}
