// SPDX-License-Identifier: Apache-2.0

import GRDB

/// The tables of virtual keys.
///
/// A key is in none of them: it is known by its SHA-256. What it used stands apart from what it may do, since the one
/// changes with every call and the other when somebody decides so.
enum VirtualKeyTables {
    static let migrations = [
        SchemaMigration("virtual-keys-1") { database in
            // Money is nano-dollars; times are seconds since 1970; `models` and `routes` are JSON lists.
            try database.execute(
                sql: """
                    CREATE TABLE virtual_keys (
                        id TEXT NOT NULL PRIMARY KEY, digest BLOB NOT NULL UNIQUE, hint TEXT NOT NULL,
                        name TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER,
                        blocked INTEGER NOT NULL, models TEXT NOT NULL, routes TEXT NOT NULL,
                        requests_per_minute INTEGER, tokens_per_minute INTEGER, concurrent INTEGER,
                        budget INTEGER, token_budget INTEGER, period TEXT NOT NULL, metadata TEXT NOT NULL,
                        user TEXT, team TEXT
                    ) STRICT;
                    CREATE TABLE virtual_key_spending (
                        id TEXT NOT NULL PRIMARY KEY, cost INTEGER NOT NULL, tokens INTEGER NOT NULL,
                        period_start INTEGER NOT NULL, total_cost INTEGER NOT NULL, total_tokens INTEGER NOT NULL,
                        last_used INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE retired_keys (
                        digest BLOB NOT NULL PRIMARY KEY, id TEXT NOT NULL, retired INTEGER NOT NULL
                    ) STRICT;
                    """)
        }
    ]
}
