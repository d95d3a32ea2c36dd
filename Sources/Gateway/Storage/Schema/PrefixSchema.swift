// SPDX-License-Identifier: Apache-2.0

import GRDB

/// What is known of prompt prefixes: sums of each session, and the places where prompts differed.
enum PrefixSchema {
    static let migrations = [
        SchemaMigration("usage-2") { database in
            for column in ["compared", "client_breaks", "gateway_breaks"] {
                try database.execute(
                    sql: "ALTER TABLE usage_session ADD COLUMN \(column) INTEGER NOT NULL DEFAULT 0")
            }
            try database.execute(
                sql: """
                    CREATE TABLE usage_prefix_break (
                        origin INTEGER NOT NULL,
                        number INTEGER NOT NULL,
                        part INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        author INTEGER NOT NULL,
                        place INTEGER NOT NULL,
                        item INTEGER NOT NULL,
                        role TEXT NOT NULL,
                        first_byte INTEGER NOT NULL,
                        end_byte INTEGER NOT NULL,
                        body_bytes INTEGER NOT NULL,
                        PRIMARY KEY (origin, number, part)) WITHOUT ROWID;
                    CREATE INDEX usage_prefix_break_time ON usage_prefix_break (time);
                    """)
        }
    ]
}
